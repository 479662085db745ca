package ai.cequence.cloudfront.benchmark;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages logs as a fuzzer does: bytes changed, left out, put in, moved; lines cut and joined. */
final class LogMutator {
  /** What a parser might stumble over. */
  private static final List<byte[]> TOKENS =
      List.of(
          token("\t"),
          token("\n"),
          token("\r\n"),
          token("#Fields: "),
          token("#"),
          token("%"),
          token("%zz"),
          token("%2525"),
          token("%0A"),
          token("\\x22"),
          token("\\u0000"),
          token("\""),
          token("{"),
          token("}"),
          token(","),
          token("-"),
          token(" "),
          token("0"),
          token("99999999999999999999"),
          new byte[] {(byte) 0xFF},
          new byte[] {(byte) 0xC3, 0x28},
          new byte[] {0});

  private final Random random;

  LogMutator(long seed) {
    this.random = new Random(seed);
  }

  private static byte[] token(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** A line with one to four changes. */
  byte[] mutate(byte[] line) {
    byte[] mutated = line;
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      mutated = change(mutated);
    }
    return mutated;
  }

  private byte[] change(byte[] line) {
    int at = random.nextInt(line.length + 1);
    int length = random.nextInt(1 + Math.min(40, line.length - at));
    byte[] token = TOKENS.get(random.nextInt(TOKENS.size()));
    return switch (random.nextInt(6)) {
      case 0 -> replaced(line, at, Math.min(1, length), new byte[] {(byte) random.nextInt(256)});
      case 1 -> replaced(line, at, length, new byte[0]);
      case 2 -> replaced(line, at, 0, token);
      case 3 -> replaced(line, at, length, token);
      case 4 -> replaced(line, random.nextInt(line.length + 1), 0, slice(line, at, length));
      default -> replaced(line, at, Math.max(0, line.length - at - 1), new byte[0]);
    };
  }

  private static byte[] slice(byte[] line, int at, int length) {
    return Arrays.copyOfRange(line, at, at + length);
  }

  private static byte[] replaced(byte[] line, int at, int length, byte[] by) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(line.length + by.length);
    out.write(line, 0, at);
    out.writeBytes(by);
    out.write(line, at + length, line.length - at - length);
    return out.toByteArray();
  }
}
