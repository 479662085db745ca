package ai.cequence.cloudfront.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** Origins and details are written as UTF, which ends at 65 535 bytes: the longest of them fit. */
class RejectionSerializerTest {
  /** A file system's longest path of the longest characters; S3's keys end at 1 024 bytes. */
  private static final String ORIGIN = "file:" + "/%F0%9F%98%80".repeat(1_024) + ":9999999999";

  /** What an exception may say, whatever it quotes, and the words around it. */
  private static final String DETAIL = "\u20ac".repeat(2_000);

  private static final byte[] RECORD = new byte[65_536];

  @Test
  void theLongestRejectionIsReadAsItWasWritten() throws IOException {
    RejectionSerializer serializer = new RejectionSerializer();
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(new Rejection(RejectReason.CORRUPT, DETAIL, ORIGIN, RECORD), out);
    Rejection read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(read.detail()).isEqualTo(DETAIL);
    assertThat(read.origin()).isEqualTo(ORIGIN);
    assertThat(read.record()).isEqualTo(RECORD);
  }

  @Test
  void theLongestFailureIsReadAsItWasWritten() throws IOException {
    LogChunkSerializer serializer = new LogChunkSerializer();
    DataOutputSerializer out = new DataOutputSerializer(64);
    serializer.serialize(
        LogChunk.failed(LogSource.S3, ORIGIN, 7, RejectReason.CORRUPT, DETAIL, RECORD), out);
    LogChunk read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
    assertThat(read.failure()).isEqualTo(new LogChunk.Failure(RejectReason.CORRUPT, DETAIL));
    assertThat(read.origin()).isEqualTo(ORIGIN);
  }
}
