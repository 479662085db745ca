package ai.cequence.cloudfront.source.kinesis.reader;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.concurrent.SteadyTime;
import ai.cequence.cloudfront.config.SourceSettings.InitialPosition;
import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.OnExpiredPosition;
import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.testutils.source.reader.TestingReaderContext;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShardReadersTest {
  private final CountDownLatch asked = new CountDownLatch(1);

  /** The limit is a net: a close that waited for the call would never return. */
  @ParameterizedTest
  @EnumSource
  @Timeout(30)
  void endsThoughNoCallEverAnswers(Reader fetchedBy) throws Exception {
    FakeProxy silent =
        new FakeProxy(new ManualEventLoop(FetcherFixture.START)) {
          @Override
          public CompletableFuture<String> iterator(String arn, String shardId, Position position) {
            asked.countDown();
            return new CompletableFuture<>();
          }

          @Override
          public CompletableFuture<Consumer> consumer(String streamArn, String name) {
            asked.countDown();
            return new CompletableFuture<>();
          }
        };
    TestingReaderContext context = new TestingReaderContext();
    SourceReader<LogChunk, ShardSplit> reader =
        ShardReaders.open(
            context, settings(fetchedBy), silent, System::currentTimeMillis, SteadyTime::millis);
    reader.addSplits(List.of(FetcherFixture.split(new Position.TrimHorizon(), 0)));
    asked.await();
    List<Thread> loops =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> thread.getName().equals("kinesis-reader-0"))
            .toList();
    assertThat(loops).hasSize(1);

    reader.close();
    loops.get(0).join();

    assertThat(silent.closed).isTrue();
  }

  private static KinesisSettings settings(Reader fetchedBy) {
    return new KinesisSettings(
        List.of(FakeProxy.STREAM),
        List.of(),
        InitialPosition.TRIM_HORIZON,
        null,
        fetchedBy,
        "consumer",
        OnExpiredPosition.CONTINUE,
        null);
  }
}
