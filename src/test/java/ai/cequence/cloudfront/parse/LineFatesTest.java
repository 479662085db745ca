package ai.cequence.cloudfront.parse;

import static ai.cequence.cloudfront.parse.Parsing.FIELDS;
import static ai.cequence.cloudfront.parse.Parsing.LINE;
import static ai.cequence.cloudfront.parse.Parsing.parse;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.ParsedLines;
import ai.cequence.cloudfront.testing.ParserSetup;
import ai.cequence.cloudfront.transaction.LogSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which lines are rejected or skipped, and what is kept of them. */
class LineFatesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "203.0.113.7;-;MISSING_FIELD;c-ip",
        "GET;-;MISSING_FIELD;cs-method",
        "/a;-;MISSING_FIELD;cs-uri-stem",
        "200;-;MISSING_FIELD;sc-status",
        "2026-01-31;-;MISSING_FIELD;date and time",
        "23:59:59;-;MISSING_FIELD;date and time",
        "200;20;INVALID_FIELD;three digits",
        "200;2000;INVALID_FIELD;three digits",
        "200;2x0;INVALID_FIELD;three digits",
        "2026-01-31;2026-02-30;INVALID_FIELD;YYYY-MM-DD",
        "2026-01-31;31/01/2026;INVALID_FIELD;YYYY-MM-DD",
        "23:59:59;24:00:00;INVALID_FIELD;HH:MM:SS",
      })
  void rejectsARecordThatIsNotSound(String good, String bad, RejectReason reason, String detail) {
    ParsedLines parsed = parse(FIELDS, LINE.replace(good, bad) + "\n" + LINE);
    assertThat(parsed.transactions).as("the good line beside it").hasSize(1);
    assertThat(parsed.rejections).hasSize(1);
    Rejection rejection = parsed.rejections.get(0);
    assertThat(rejection.reason()).isEqualTo(reason);
    assertThat(rejection.detail()).contains(detail);
    assertThat(rejection.origin()).isEqualTo("s3://b/logs/f.gz:1");
    assertThat(new String(rejection.record(), StandardCharsets.UTF_8))
        .isEqualTo(LINE.replace(good, bad));
  }

  @Test
  void columnsBeyondTheHeaderAreRejectedButForOneEmpty() {
    assertThat(parse(FIELDS, LINE + "\t").transactions).hasSize(1);
    assertThat(parse(FIELDS, LINE + "\t\t").rejections).hasSize(1);
    assertThat(parse(FIELDS, LINE + "\tx").rejections.get(0).detail())
        .contains("expected 8 columns, found 9");
    assertThat(parse(FIELDS, LINE.replace("\tid-1", "")).transactions).hasSize(1);
  }

  @Test
  void skipsWhatIsSoundAndUnwanted() {
    ParserSettings settings =
        new ParserSetup()
            .skipping(Set.of("jpg"), List.of("/health", "/internal/**", "/v?/*/x"))
            .settings();
    List<String> paths = new ArrayList<>();
    for (String path :
        List.of(
            "/a.JPG",
            "/a.jpg/b",
            "/a.jpgx",
            "/jpg",
            "/.jpg",
            "/health",
            "/health2",
            "/internal/a/b",
            "/v1/a/x",
            "/v1/a/b/x")) {
      byte[] line = LINE.replace("/a", path).getBytes(StandardCharsets.UTF_8);
      ParsedLines parsed = parse(settings, FIELDS, line);
      paths.add(path + " " + (parsed.skips.isEmpty() ? "sent" : parsed.skips.get(0).word()));
    }
    assertThat(paths)
        .containsExactly(
            "/a.JPG static-extension",
            "/a.jpg/b sent",
            "/a.jpgx sent",
            "/jpg sent",
            "/.jpg static-extension",
            "/health excluded-path",
            "/health2 sent",
            "/internal/a/b excluded-path",
            "/v1/a/x excluded-path",
            "/v1/a/b/x sent");
    assertThat(
            parse(
                    settings,
                    FIELDS,
                    LINE.replace("/a", "/a.jpg")
                        .replace("200", "x")
                        .getBytes(StandardCharsets.UTF_8))
                .rejections)
        .as("a record must be sound before it is skipped")
        .hasSize(1);
  }

  @Test
  void skipsConnectionLogsAndBlankLines() {
    assertThat(
            parse("eventTimestamp connectionId connectionStatus", "1\t2\tSuccess\n \t\r\n\n").skips)
        .containsExactly(SkipReason.CONNECTION_LOG, SkipReason.BLANK_LINE, SkipReason.BLANK_LINE);
    assertThat(parse(null, "{\"eventTimestamp\":1,\"connectionStatus\":\"Success\"}").skips)
        .containsExactly(SkipReason.CONNECTION_LOG);
  }

  @Test
  void aFailureIsOneRejectedLine() {
    ParsedLines parsed = new ParsedLines();
    new LogParser(ParserSetup.plain())
        .parse(
            LogChunk.failed(
                LogSource.S3, "s3://b/k", 17, RejectReason.CORRUPT, "why", new byte[] {1, 2}),
            parsed);
    assertThat(parsed.lines()).isEqualTo(1);
    assertThat(parsed.rejections.get(0).origin()).isEqualTo("s3://b/k:17");
    assertThat(parsed.rejections.get(0).record()).containsExactly(1, 2);
  }
}
