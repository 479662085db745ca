package ai.cequence.cloudfront.source.kinesis.enumerator;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.SourceSettings.InitialPosition;
import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.OnExpiredPosition;
import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.source.kinesis.proxy.FailureKind;
import ai.cequence.cloudfront.source.kinesis.proxy.RecordPage;
import ai.cequence.cloudfront.source.kinesis.proxy.Shard;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamException;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamFacts;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamProxy;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import ai.cequence.cloudfront.testing.FakeEnumeratorContext;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When streams are asked; what follows from their answers, integration tests show. */
class ShardEnumeratorTest {
  private static final long HOUR = 3_600_000;

  private final FakeEnumeratorContext<ShardSplit> context = new FakeEnumeratorContext<>(0);
  private final EmptyStream stream = new EmptyStream();
  private long clock = 1_769_853_600_000L;
  private long steady = 1_000;

  @BeforeEach
  void start() {
    KinesisSettings settings =
        new KinesisSettings(
            List.of("arn:aws:kinesis:eu-central-1:000000000000:stream/logs"),
            List.of(),
            InitialPosition.TRIM_HORIZON,
            null,
            Reader.POLLING,
            "",
            OnExpiredPosition.CONTINUE,
            null);
    new ShardEnumerator(context, settings, stream, null, () -> clock, () -> steady).start();
    context.tick();
  }

  @Test
  void asksEveryTenSeconds() {
    pass(9_999);
    assertThat(stream.asked).isEqualTo(1);
    pass(1);
    assertThat(stream.asked).isEqualTo(2);
  }

  @Test
  void asksEveryTenSecondsThoughTheClockIsSetBack() {
    clock -= HOUR;
    pass(10_000);
    assertThat(stream.asked).isEqualTo(2);
  }

  @Test
  void asksAgainASecondAfterAFailureThoughTheClockIsSetBack() {
    stream.down = true;
    pass(10_000);
    assertThat(stream.asked).isEqualTo(2);
    clock -= HOUR;
    pass(1_000);
    assertThat(stream.asked).isEqualTo(3);
  }

  private void pass(long millis) {
    clock += millis;
    steady += millis;
    context.tick();
  }

  /** A stream without shards. */
  private static final class EmptyStream implements StreamProxy {
    private int asked;
    private boolean down;

    @Override
    public CompletableFuture<StreamFacts> describe(String streamArn) {
      asked++;
      return down
          ? CompletableFuture.failedFuture(
              new StreamException(FailureKind.TRANSIENT, "as the test says"))
          : CompletableFuture.completedFuture(new StreamFacts(1, 24 * HOUR));
    }

    @Override
    public CompletableFuture<List<Shard>> shards(String streamArn, Instant from) {
      return CompletableFuture.completedFuture(List.of());
    }

    @Override
    public CompletableFuture<String> iterator(String arn, String shardId, Position position) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<RecordPage> records(String arn, String iterator, int limit) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Consumer> consumer(String streamArn, String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Consumer> registerConsumer(String streamArn, String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<Void> deregisterConsumer(String consumerArn) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Subscription subscribe(
        String consumerArn, String shardId, Position position, SubscriptionListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
