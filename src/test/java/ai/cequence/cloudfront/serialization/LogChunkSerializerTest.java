package ai.cequence.cloudfront.serialization;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written between operators is what is read. */
class LogChunkSerializerTest {
  /** A {@code #Fields} line may be as long as any other. */
  @ParameterizedTest
  @ValueSource(ints = {1, 100_000})
  void namesOfAnyLength(int names) throws IOException {
    String fields = "cs-naïve ".repeat(names);
    LogChunkSerializer serializer = new LogChunkSerializer();
    DataOutputSerializer out = new DataOutputSerializer(64);
    byte[] bytes = {'a', 'b', 'c'};

    serializer.serialize(
        LogChunk.lines(LogSource.S3, "s3://bucket/key", 7, fields, bytes, 1, 2), out);
    LogChunk read = serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));

    assertThat(read.fields()).isEqualTo(fields);
    assertThat(read.bytes()).containsExactly('b', 'c');
    assertThat(read.origin()).isEqualTo("s3://bucket/key");
    assertThat(read.firstLine()).isEqualTo(7);
    assertThat(read.failure()).isNull();
  }
}
