package ai.cequence.cloudfront.source.s3.reader;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.parse.RejectReason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class ReadFailureTest {
  @Test
  void aFailureOfTheStoreThatIsThrownUncheckedIsOneAllTheSame() {
    assertThat(ReadFailure.of(new UncheckedIOException(new IOException("reset")), 1_000)).isNull();
    assertThat(ReadFailure.of(new UncheckedIOException(new FileNotFoundException("gone")), 1))
        .extracting(ReadFailure::reason)
        .isEqualTo(RejectReason.OBJECT_MISSING);
    assertThat(ReadFailure.of(new IllegalStateException("bad footer"), 1))
        .extracting(ReadFailure::reason)
        .isEqualTo(RejectReason.CORRUPT);
  }

  /** What is told travels as a dead letter, whose parts have their bounds. */
  @Test
  void whatIsQuotedIsCut() {
    ReadFailure failure = ReadFailure.of(new IllegalStateException("\u20ac".repeat(100_000)), 1);
    assertThat(failure.detail()).hasSizeLessThan(1_000).endsWith("\u20ac\u2026");
  }
}
