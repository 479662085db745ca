package ai.cequence.cloudfront.source.kinesis.enumerator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import ai.cequence.cloudfront.source.kinesis.enumerator.EnumeratorState.Known;
import ai.cequence.cloudfront.source.kinesis.enumerator.EnumeratorState.Status;
import ai.cequence.cloudfront.source.kinesis.split.HashRange;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplitSerializer;
import java.io.IOException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnumeratorStateSerializerTest {
  private static final ShardSplit SPLIT =
      new ShardSplit(
          "s",
          "c",
          List.of("a", "b"),
          new HashRange("0", "9"),
          new Position.After("12"),
          3,
          4,
          true);

  /** What version 1 is, byte by byte: checkpoints of it must be readable for ever. */
  private static final String SPLIT_V1 =
      "0001"
          + "73" // s
          + "0001"
          + "63" // c
          + "00000002"
          + "0001"
          + "61"
          + "0001"
          + "62" // parents
          + "0001"
          + "30"
          + "0001"
          + "39" // range
          + "02"
          + "0002"
          + "3132" // after 12
          + "0000000000000003"
          + "0000000000000004"
          + "01";

  @Test
  void aSplitIsWrittenAsVersionOneSays() throws IOException {
    byte[] bytes = new ShardSplitSerializer().serialize(SPLIT);

    assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(SPLIT_V1);
    assertThat(new ShardSplitSerializer().deserialize(1, bytes)).isEqualTo(SPLIT);
  }

  @Test
  void everyPositionComesBack() throws IOException {
    for (Position position :
        List.of(
            new Position.TrimHorizon(),
            new Position.AtTimestamp(Instant.ofEpochMilli(1_769_853_600_123L)),
            new Position.After("49590338271490256608559692538361571095921575989136588898"))) {
      ShardSplit split = SPLIT.at(position, 7);
      ShardSplitSerializer serializer = new ShardSplitSerializer();
      assertThat(serializer.deserialize(1, serializer.serialize(split))).isEqualTo(split);
    }
  }

  @Test
  void theEnumeratorsStateComesBack() throws IOException {
    EnumeratorState state =
        new EnumeratorState(
            Map.of(
                "s", new StreamState(new Position.TrimHorizon(), 1, 2, null),
                "t", new StreamState(new Position.AtTimestamp(Instant.EPOCH), 3, 4, "consumer")),
            List.of(
                new Known(SPLIT, Status.FINISHED),
                new Known(SPLIT.at(new Position.TrimHorizon(), 0), Status.UNASSIGNED)));
    EnumeratorStateSerializer serializer = new EnumeratorStateSerializer();

    assertThat(serializer.deserialize(1, serializer.serialize(state))).isEqualTo(state);
  }

  @Test
  void anotherVersionIsRefused() {
    assertThatIOException()
        .isThrownBy(() -> new ShardSplitSerializer().deserialize(2, new byte[0]))
        .withMessage("Expected version 1 of a shard split, found 2");
    assertThatIOException()
        .isThrownBy(() -> new EnumeratorStateSerializer().deserialize(0, new byte[0]))
        .withMessage("Expected version 1 of the shard enumerator's state, found 0");
  }
}
