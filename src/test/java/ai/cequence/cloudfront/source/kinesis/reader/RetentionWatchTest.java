package ai.cequence.cloudfront.source.kinesis.reader;

import static ai.cequence.cloudfront.source.kinesis.reader.FakeProxy.item;
import static ai.cequence.cloudfront.source.kinesis.reader.FakeProxy.page;
import static ai.cequence.cloudfront.source.kinesis.reader.FetcherFixture.HOUR;
import static ai.cequence.cloudfront.source.kinesis.reader.FetcherFixture.START;
import static ai.cequence.cloudfront.source.kinesis.reader.FetcherFixture.split;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.ShardSplit;
import ai.cequence.cloudfront.testing.LogCapture;
import org.junit.jupiter.api.Test;

class RetentionWatchTest {
  private final FetcherFixture kinesis = new FetcherFixture();

  @Test
  void aPauseThatNearsTheRetentionIsLoudThoughNobodyPolls() {
    try (LogCapture log = new LogCapture(RetentionWatch.class)) {
      new RetentionWatch(kinesis.loop, kinesis.metrics).start();
      PollingFetcher fetcher = kinesis.polling(split(new Position.After("1"), START));
      kinesis.proxy.answer(page("next", 5, item(2, START)));
      fetcher.start();
      kinesis.loop.pass(18 * HOUR - 1_000);
      assertThat(kinesis.gauge(Metric.KINESIS_RETENTION_USED)).isEqualTo(75L);
      assertThat(log.lines()).isEmpty();

      kinesis.loop.pass(RetentionWatch.LOOK_MILLIS + 1_000);
      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).startsWith("ERROR").contains("shardId-0", "75 %", "PT24H");

      kinesis.loop.pass(RetentionWatch.REPEAT_MILLIS);
      assertThat(log.lines()).hasSize(2);
    }
  }

  @Test
  void repeatsItThoughTheClockIsSetBack() {
    try (LogCapture log = new LogCapture(RetentionWatch.class)) {
      new RetentionWatch(kinesis.loop, kinesis.metrics).start();
      PollingFetcher fetcher = kinesis.polling(split(new Position.After("1"), START));
      kinesis.proxy.answer(page("next", 5, item(2, START)));
      fetcher.start();
      kinesis.loop.pass(20 * HOUR);
      int said = log.lines().size();
      kinesis.loop.setClockBack(HOUR);
      kinesis.loop.pass(RetentionWatch.REPEAT_MILLIS);
      assertThat(log.lines()).hasSize(said + 1);
    }
  }

  @Test
  void oneShardDoesNotSilenceAnother() {
    try (LogCapture log = new LogCapture(RetentionWatch.class)) {
      new RetentionWatch(kinesis.loop, kinesis.metrics).start();
      open("shardId-0", START);
      open("shardId-1", START + 1_000 * 60);
      kinesis.loop.pass(18 * HOUR + 2 * RetentionWatch.LOOK_MILLIS);
      assertThat(log.lines()).hasSize(1).allMatch(line -> line.contains("/shardId-0 "));

      kinesis.loop.pass(60_000);
      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().get(1)).contains("/shardId-1 ");

      kinesis.loop.pass(RetentionWatch.REPEAT_MILLIS);
      assertThat(log.lines()).hasSize(4);
    }
  }

  @Test
  void oneLookNamesAFewShardsAndSaysHowManyThereAreBesides() {
    try (LogCapture log = new LogCapture(RetentionWatch.class)) {
      new RetentionWatch(kinesis.loop, kinesis.metrics).start();
      for (int i = 0; i < RetentionWatch.MOST_NAMED + 3; i++) {
        open("shardId-" + i, START);
      }
      kinesis.loop.pass(18 * HOUR + 2 * RetentionWatch.LOOK_MILLIS);
      assertThat(log.lines()).hasSize(RetentionWatch.MOST_NAMED + 1);
      assertThat(log.lines().get(RetentionWatch.MOST_NAMED))
          .startsWith("ERROR")
          .contains("3 more shards");
    }
  }

  @Test
  void aShardThatIsClosedIsForgotten() {
    try (LogCapture log = new LogCapture(RetentionWatch.class)) {
      new RetentionWatch(kinesis.loop, kinesis.metrics).start();
      open("shardId-0", START);
      kinesis.loop.pass(19 * HOUR);
      int said = log.lines().size();
      kinesis.metrics.closed(split(new Position.After("1"), START).splitId());
      kinesis.loop.pass(RetentionWatch.LOOK_MILLIS);
      open("shardId-0", START);
      kinesis.loop.pass(RetentionWatch.LOOK_MILLIS);
      assertThat(log.lines()).as("it is another one's now").hasSize(said + 1);
    }
  }

  private void open(String shardId, long readUpToMillis) {
    ShardSplit split = split(shardId, new Position.After("1"), readUpToMillis);
    kinesis.metrics.opened(split, new ShardProgress(split, START));
  }

  @Test
  void aShardAtTheTipUsesNothingOfTheRetentionHoweverOldItsLastRecordIs() {
    PollingFetcher fetcher = kinesis.polling(split(new Position.After("1"), START));
    fetcher.start();
    kinesis.loop.pass(100 * HOUR);

    assertThat(kinesis.gauge(Metric.KINESIS_RETENTION_USED)).isEqualTo(0L);
    assertThat(kinesis.gauge(Metric.KINESIS_LAG)).isEqualTo(0L);
    assertThat(kinesis.counter(Metric.KINESIS_POSITIONS_EXPIRED)).isZero();
  }
}
