package ai.cequence.cloudfront.parse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;

/**
 * Damages logs: bytes, pieces, lines, columns, compression. The first byte of an input, which
 * chooses settings, is one that may change like any other. The same seed gives the same inputs.
 */
final class LogMutator {
  private static final int MOST_BYTES = 8 * 1024;
  private static final String TELLING_BYTES =
      "\t\n\r%\\\"{}[],:-#= ?;&+|\u0000\u0001\u007f\u0080\u00c3\u00e2\u00f0\u00ff09AZ.";
  private static final List<String> TELLING_PIECES =
      List.of(
          "%0A",
          "%0a",
          "%09",
          "%2509",
          "%25",
          "%",
          "%%",
          "%2",
          "%C3%A9",
          "%FF",
          "%00",
          "%22",
          "\\x20",
          "\\x0A",
          "\\x",
          "\\u0000",
          "\\ud800",
          "\\u00e9",
          "\\\"",
          "\\",
          "-",
          "--",
          "\t\t",
          "\r\n",
          "\n\n",
          "||",
          "{",
          "{}",
          "{\"a\":{}}",
          "[[[",
          "null",
          "true",
          "1e5",
          "-0",
          "000",
          "9999999999999999999",
          "253402300800",
          "1732262400.1234",
          "1969-12-31",
          "2026-02-30",
          "24:00:00",
          "#",
          "#Fields: ",
          "#Fields:\t",
          "#Version: 1.0\n",
          "date\ttime",
          "c-ip",
          "cs-headers",
          "cs(Cookie)",
          "cs-host",
          "x-event",
          "connectionStatus",
          "DistributionId",
          "\"timestamp(ms)\":",
          "\"eventTimestamp\":",
          "HTTP/3.0",
          "HTTP/",
          "wss",
          "token=1",
          "session=1",
          "X-Api-Key:1",
          "/x/a/y",
          ".jpg",
          "::1",
          "PAR1",
          "\u001f\u008b\u0008");

  private final Random random;

  LogMutator(long seed) {
    random = new Random(seed);
  }

  /** A number from 0 to below {@code bound}. */
  int number(int bound) {
    return random.nextInt(bound);
  }

  /**
   * A damaged copy.
   *
   * @param other lends pieces
   */
  byte[] mutate(byte[] input, byte[] other) {
    byte[] mutated = input;
    for (int i = number(4); i >= 0; i--) {
      mutated = step(mutated, other);
      mutated = Arrays.copyOf(mutated, Math.min(mutated.length, MOST_BYTES));
    }
    return number(8) == 0 ? packed(mutated) : mutated;
  }

  private byte[] step(byte[] bytes, byte[] other) {
    int at = number(bytes.length + 1);
    return switch (number(12)) {
      case 0 -> replaced(bytes, at, 1, new byte[] {(byte) number(256)});
      case 1 ->
          replaced(bytes, at, 1, latin1(TELLING_BYTES.charAt(number(TELLING_BYTES.length()))));
      case 2 -> flipped(bytes);
      case 3 -> replaced(bytes, at, 0, piece());
      case 4 -> replaced(bytes, at, number(12), piece());
      case 5 -> replaced(bytes, at, number(1 + bytes.length / 4), new byte[0]);
      case 6 -> replaced(bytes, at, 0, slice(bytes));
      case 7 -> replaced(bytes, at, bytes.length, slice(other));
      case 8 -> Arrays.copyOf(bytes, at);
      case 9 -> replaced(bytes, at, 0, repeated());
      case 10 -> rearranged(bytes, "\n");
      default -> columns(bytes);
    };
  }

  private byte[] piece() {
    return latin1(TELLING_PIECES.get(number(TELLING_PIECES.size())));
  }

  private byte[] repeated() {
    byte[] piece = piece();
    return latin1(
        new String(piece, StandardCharsets.ISO_8859_1)
            .repeat(1 + number(number(8) == 0 ? 2000 : 20)));
  }

  private byte[] slice(byte[] bytes) {
    int from = number(bytes.length + 1);
    return Arrays.copyOfRange(bytes, from, from + number(bytes.length - from + 1));
  }

  private byte[] flipped(byte[] bytes) {
    byte[] copy = bytes.clone();
    if (copy.length > 0) {
      copy[number(copy.length)] ^= (byte) (1 << number(8));
    }
    return copy;
  }

  /** With what stands in the place of some bytes, or of as many as there are. */
  private static byte[] replaced(byte[] bytes, int at, int length, byte[] by) {
    int rest = Math.min(bytes.length, at + length);
    byte[] out = new byte[at + by.length + bytes.length - rest];
    System.arraycopy(bytes, 0, out, 0, at);
    System.arraycopy(by, 0, out, at, by.length);
    System.arraycopy(bytes, rest, out, at + by.length, bytes.length - rest);
    return out;
  }

  /** With one line's columns rearranged. */
  private byte[] columns(byte[] bytes) {
    List<String> lines = parts(bytes, "\n");
    int line = number(lines.size());
    String separator = lines.get(line).indexOf('\t') >= 0 ? "\t" : " ";
    byte[] rearranged = rearranged(latin1(lines.get(line)), separator);
    lines.set(line, new String(rearranged, StandardCharsets.ISO_8859_1));
    return latin1(String.join("\n", lines));
  }

  /** With one part twice, away, moved, or empty. */
  private byte[] rearranged(byte[] bytes, String separator) {
    List<String> parts = parts(bytes, separator);
    int one = number(parts.size());
    int other = number(parts.size());
    switch (number(5)) {
      case 0 -> parts.add(other, parts.get(one));
      case 1 -> parts.remove(one);
      case 2 -> Collections.swap(parts, one, other);
      case 3 -> parts.set(one, "");
      default -> parts.set(one, parts.get(other));
    }
    return latin1(String.join(separator, parts));
  }

  private static List<String> parts(byte[] bytes, String separator) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return new ArrayList<>(List.of(text.split(separator, -1)));
  }

  /** The log as a gzip object of one or two members, which is damaged half of the time. */
  private byte[] packed(byte[] input) {
    byte[] log = input.length == 0 ? input : Arrays.copyOfRange(input, 1, input.length);
    int cut = number(2) == 0 ? log.length : number(log.length + 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      gzip(out, Arrays.copyOf(log, cut));
      if (cut < log.length) {
        gzip(out, Arrays.copyOfRange(log, cut, log.length));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] packed = replaced(out.toByteArray(), 0, 0, new byte[] {(byte) FuzzTarget.OBJECT});
    return switch (number(6)) {
      case 0 -> flipped(packed);
      case 1 -> Arrays.copyOf(packed, 1 + number(packed.length));
      case 2 -> replaced(packed, packed.length, 0, piece());
      default -> packed;
    };
  }

  private static void gzip(ByteArrayOutputStream out, byte[] bytes) throws IOException {
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
  }

  private static byte[] latin1(char c) {
    return new byte[] {(byte) c};
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
