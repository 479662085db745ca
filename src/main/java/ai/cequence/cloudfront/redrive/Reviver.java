package ai.cequence.cloudfront.redrive;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.LogParser;
import ai.cequence.cloudfront.parse.ParseOutput;
import ai.cequence.cloudfront.parse.ParserSettings;
import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.parse.SkipReason;
import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionJson;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes transactions of dead letters: a refused one is taken as it is, a rejected line is parsed
 * again with the settings of today. Not thread-safe.
 */
final class Reviver {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the encoder writes first, and what later code finds time and id by. */
  private static final Pattern BEGINNING =
      Pattern.compile(
          Pattern.quote(TransactionJson.BEFORE_TIMESTAMP)
              + "\\d{1,12}\\.\\d{3}"
              + Pattern.quote(TransactionJson.BEFORE_ID)
              + "[^\"].*",
          Pattern.DOTALL);

  private static final int MOST_BEGINNING = 120;
  private static final int V1_COLUMNS = 33;
  private static final Pattern LINE_NUMBER = Pattern.compile("(.*):(\\d{1,18})");
  private static final Set<String> NOT_LINES =
      Set.of(
          RejectReason.CORRUPT.word(),
          RejectReason.LINE_TOO_LONG.word(),
          RejectReason.OBJECT_TOO_LARGE.word(),
          RejectReason.OBJECT_MISSING.word(),
          RejectReason.ACCESS_DENIED.word(),
          RejectReason.OBJECT_REFUSED.word());

  private final ParserSettings settings;
  private final LogParser parser;

  Reviver(ParserSettings settings) {
    this.settings = settings;
    this.parser = new LogParser(settings);
  }

  Revived revive(DeadLetterLine letter) {
    byte[] json = letter.transaction();
    if (json != null) {
      return transaction(json);
    }
    byte[] record = letter.record();
    return record == null ? Revived.not("holds nothing to send") : record(letter, record);
  }

  private static Revived transaction(byte[] json) {
    String beginning =
        new String(json, 0, Math.min(json.length, MOST_BEGINNING), StandardCharsets.ISO_8859_1);
    if (!BEGINNING.matcher(beginning).matches()) {
      return Revived.not("its transaction is none of this application's");
    }
    String distribution;
    try {
      JsonNode pool = JSON.readTree(json).at("/txn-meta-data/source_info/pool_id");
      distribution = pool.asText("");
    } catch (IOException e) {
      return Revived.not("its transaction is no JSON");
    }
    if (distribution.isEmpty()) {
      return Revived.not("its transaction names no distribution");
    }
    long millis = TransactionJson.timestampMillis(json, 0);
    return Revived.as(new Transaction(millis, 0, 0, distribution, LogSource.S3, json));
  }

  private Revived record(DeadLetterLine letter, byte[] record) {
    if (NOT_LINES.contains(letter.reason()) || letter.detail().contains("the record is cut to")) {
      return Revived.not("is no whole line (" + letter.reason() + "); read its object again");
    }
    LogSource source = letter.origin().startsWith("arn:") ? LogSource.KINESIS : LogSource.S3;
    if (source == LogSource.S3 && needsItsHeader(record)) {
      return Revived.not("stood under a #Fields header that is not with it; read its object again");
    }
    String place = letter.origin().substring(letter.origin().lastIndexOf('/') + 1);
    Matcher numbered = LINE_NUMBER.matcher(place);
    boolean hasNumber = numbered.matches();
    String origin =
        hasNumber
            ? letter.origin().substring(0, letter.origin().lastIndexOf(':'))
            : letter.origin();
    long line = hasNumber ? Long.parseLong(numbered.group(2)) : 1;
    Parsed parsed = new Parsed();
    parser.parse(LogChunk.lines(source, origin, line, null, record, 0, record.length), parsed);
    return parsed.revived;
  }

  /**
   * Lines of JSON name their fields, settings name those of lines without a header, and 33 columns
   * are those of standard logs. Any other line could mean anything.
   */
  private boolean needsItsHeader(byte[] record) {
    if ((record.length > 0 && record[0] == '{') || !settings.s3Fields().isEmpty()) {
      return false;
    }
    int columns = 1;
    for (byte b : record) {
      columns += b == '\t' ? 1 : 0;
    }
    return columns != V1_COLUMNS;
  }

  /** What the parser says of one line. */
  private static final class Parsed implements ParseOutput {
    Revived revived = Revived.not("holds no line");

    @Override
    public void transaction(Transaction transaction) {
      revived = Revived.as(transaction);
    }

    @Override
    public void rejected(Rejection rejection) {
      revived = Revived.not("is rejected again (" + rejection.reason().word() + ")");
    }

    @Override
    public void skipped(SkipReason reason, @Nullable String subject) {
      revived = Revived.not("is not to be sent (" + reason.word() + ")");
    }

    @Override
    public void directive(String origin) {
      revived = Revived.not("is a directive");
    }

    @Override
    public void layout(
        String origin, String distribution, List<String> missing, List<String> unknown) {
      // Said when it was read first.
    }
  }
}
