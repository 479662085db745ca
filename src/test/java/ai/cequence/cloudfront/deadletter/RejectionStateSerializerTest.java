package ai.cequence.cloudfront.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.parse.Rejection;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Origins and details are written as UTF, which ends at 65 535 bytes: the longest of them fit. */
class RejectionStateSerializerTest {
  @Test
  void theLongestRejectionIsReadAsItWasWritten() throws IOException {
    String origin = "file:" + "/%F0%9F%98%80".repeat(1_024) + ":9999999999";
    String detail = "\u20ac".repeat(2_000);
    byte[] record = new byte[65_536];
    RejectionStateSerializer serializer = new RejectionStateSerializer();
    Rejection read =
        serializer.deserialize(
            1, serializer.serialize(new Rejection(RejectReason.CORRUPT, detail, origin, record)));
    assertThat(read.reason()).isEqualTo(RejectReason.CORRUPT);
    assertThat(read.detail()).isEqualTo(detail);
    assertThat(read.origin()).isEqualTo(origin);
    assertThat(read.record()).isEqualTo(record);
  }
}
