package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.testing.LogCapture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RejectionLogTest {
  /** Time for waits begins anywhere, below zero too. */
  private final AtomicLong now = new AtomicLong(-1_000_000);

  private final RejectionLog log = new RejectionLog(now::get);

  private void reject(RejectReason reason, int line) {
    log.rejected(
        new Rejection(reason, "expected a, found b", "s3://logs/E1.gz:" + line, new byte[0]));
  }

  @Test
  void namesObjectLineAndReasonOnceAMinute() {
    RejectReason reason = RejectReason.values()[0];
    RejectReason other = RejectReason.values()[1];
    try (LogCapture capture = new LogCapture(RejectionLog.class)) {
      reject(reason, 7);
      reject(reason, 8);
      now.addAndGet(59_999);
      reject(reason, 9);
      reject(other, 10);
      now.addAndGet(1);
      reject(reason, 11);

      assertThat(capture.lines())
          .containsExactly(
              "WARN Rejected s3://logs/E1.gz:7: "
                  + reason.word()
                  + " (expected a, found b); it is kept as a dead letter",
              "WARN Rejected s3://logs/E1.gz:10: "
                  + other.word()
                  + " (expected a, found b); it is kept as a dead letter",
              "WARN Rejected s3://logs/E1.gz:11: "
                  + reason.word()
                  + " (expected a, found b); it is kept as a dead letter, like 2 others since the"
                  + " last such line");
    }
  }
}
