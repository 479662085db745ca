package ai.cequence.cloudfront.redrive;

import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.LogParser;
import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/** Lines of dead-letter files as the job writes them. */
final class Letters {
  static final Instant AT = Instant.parse("2026-01-31T10:20:00Z");
  static final String OBJECT = "s3://logs/E1AAAAAAAAAA.2026-01-31-10.0a0b0c0d.gz";

  private Letters() {}

  /** Transactions a second apart, as the parser makes them. */
  static List<Transaction> transactions(LogGenerator generator, int count) {
    LogParser parser = new LogParser(ParserSetup.plain());
    ParsedLines parsed = new ParsedLines();
    for (int i = 0; i < count; i++) {
      byte[] line = generator.line(AT.plusSeconds(i)).getBytes(StandardCharsets.UTF_8);
      parser.parse(LogChunk.lines(LogSource.S3, OBJECT, i + 1, null, line, 0, line.length), parsed);
    }
    return parsed.transactions;
  }

  static String refused(Transaction transaction) {
    return ("{\"reason\":\"refused\",\"detail\":\"the Bridge refuses this transaction on its own\","
            + "\"origin\":\"%s\",\"at\":\"%s\",\"transaction\":%s,\"status\":400,\"answer\":\"no\"}")
        .formatted(transaction.id(), AT, transaction);
  }

  static String rejected(String reason, String origin, String record) {
    return "{\"reason\":\"%s\",\"detail\":\"d\",\"origin\":\"%s\",\"at\":\"%s\",\"record\":\"%s\"}"
        .formatted(
            reason,
            origin,
            AT,
            Base64.getEncoder().encodeToString(record.getBytes(StandardCharsets.UTF_8)));
  }
}
