package ai.cequence.cloudfront.source.kinesis.reader;

import static ai.cequence.cloudfront.source.kinesis.reader.FakeProxy.item;
import static ai.cequence.cloudfront.source.kinesis.reader.FakeProxy.page;
import static ai.cequence.cloudfront.source.kinesis.reader.FetcherFixture.HOUR;
import static ai.cequence.cloudfront.source.kinesis.reader.FetcherFixture.START;
import static ai.cequence.cloudfront.source.kinesis.reader.FetcherFixture.split;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.source.kinesis.proxy.FailureKind;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.testing.LogCapture;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollingFetcherTest {
  private final FetcherFixture kinesis = new FetcherFixture();
  private final Position begin = new Position.TrimHorizon();

  @Test
  void asksNoMoreThanFiveTimesASecondHoweverFastTheTaskIs() {
    PollingFetcher fetcher = kinesis.polling(split(begin, 0));
    for (int i = 1; i <= 50; i++) {
      kinesis.proxy.answer(page("next", 0, item(i, START)));
    }
    fetcher.start();
    int drained = 0;
    for (int millis = 0; millis < 5_000; millis++) {
      kinesis.loop.pass(1);
      for (; drained < kinesis.fetched.size(); drained++) {
        fetcher.drained();
      }
    }

    List<Long> calls = kinesis.proxy.callMillis;
    assertThat(calls).hasSizeBetween(20, 25);
    for (int i = 5; i < calls.size(); i++) {
      assertThat(calls.get(i) - calls.get(i - 5)).isGreaterThanOrEqualTo(1_000);
    }
  }

  @Test
  void asksOnAtItsPaceThoughTheClockIsSetBack() {
    PollingFetcher fetcher = kinesis.polling(split(begin, 0));
    kinesis.proxy.answer(page("next", 5, item(1, START)));
    fetcher.start();
    kinesis.loop.pass(0);
    kinesis.loop.setClockBack(HOUR);
    fetcher.drained();
    kinesis.loop.pass(Pacing.SHORTEST_MILLIS * 2);
    assertThat(kinesis.proxy.callMillis).hasSize(2);
  }

  @Test
  void renewsAnOldIteratorThoughTheClockIsSetBack() {
    PollingFetcher fetcher = kinesis.polling(split(begin, 0));
    kinesis.proxy.answer(page("next", 5, item(1, START)));
    fetcher.start();
    kinesis.loop.pass(0);
    kinesis.loop.setClockBack(HOUR);
    kinesis.loop.pass(299_000);
    fetcher.drained();
    kinesis.loop.pass(1);
    assertThat(kinesis.proxy.iterators).hasSize(2);
  }

  @Test
  void anOutageIsAsLongAsItIsThoughTheClockIsSetBack() {
    PollingFetcher fetcher = kinesis.polling(split(begin, 0));
    kinesis.proxy.always = FailureKind.TRANSIENT;
    fetcher.start();
    kinesis.loop.pass(60_000);
    kinesis.loop.setClockBack(HOUR);
    kinesis.loop.pass(60_000);
    assertThat(kinesis.gauge(Metric.KINESIS_SILENCE)).isEqualTo(120L);
  }

  @Test
  void hasOneCallUnderWayAndOneAnswerWithTheTask() {
    PollingFetcher fetcher = kinesis.polling(split(begin, 0));
    kinesis.proxy.answer(page("next", 5, item(1, START)));
    fetcher.start();
    kinesis.loop.pass(60_000);

    assertThat(kinesis.fetched).hasSize(1);
    assertThat(kinesis.proxy.callMillis).hasSize(1);

    fetcher.drained();
    kinesis.loop.pass(1);
    assertThat(kinesis.proxy.callMillis).hasSize(2);
  }

  @Test
  void anAnswerOfManyBytesIsFollowedByTheTimeInWhichTheyMayBeRead() {
    PollingFetcher fetcher = kinesis.polling(split(begin, 0));
    byte[] megabyte = new byte[1_000_000];
    kinesis.proxy.answer(
        page(
            "next",
            5,
            new ai.cequence.cloudfront.source.kinesis.proxy.KinesisRecord("1", START, megabyte),
            new ai.cequence.cloudfront.source.kinesis.proxy.KinesisRecord("2", START, megabyte)));
    fetcher.start();
    kinesis.loop.pass(0);
    fetcher.drained();
    kinesis.loop.pass(999);
    assertThat(kinesis.proxy.callMillis).hasSize(1);
    kinesis.loop.pass(101);
    assertThat(kinesis.proxy.callMillis).hasSize(2);
  }

  @Test
  void goesOnAfterAnOutageOfTwoMinutesFromWhereItWas() {
    PollingFetcher fetcher = kinesis.polling(split(begin, 0));
    kinesis.proxy.answer(page("next", 0, item(7, START)));
    fetcher.start();
    kinesis.loop.pass(0);
    fetcher.drained();
    kinesis.proxy.always = FailureKind.TRANSIENT;
    kinesis.loop.pass(120_000);

    assertThat(kinesis.failures).isEmpty();
    assertThat((Long) kinesis.gauge(Metric.KINESIS_SILENCE)).isBetween(115L, 120L);
    assertThat(kinesis.proxy.callMillis).hasSizeLessThan(40);

    kinesis.proxy.always = null;
    kinesis.proxy.answer(page("next", 0, item(8, START + 120_000)));
    kinesis.loop.pass(Pacing.MOST_BACKOFF_MILLIS + 1_000);

    assertThat(kinesis.fetched).hasSize(2);
    assertThat(kinesis.proxy.iterators).last().isEqualTo(new Position.After("7"));
    assertThat(kinesis.gauge(Metric.KINESIS_SILENCE)).isEqualTo(0L);
  }

  @Test
  void renewsAnIteratorThatGrewOldWhileTheTaskDidNotRead() {
    PollingFetcher fetcher = kinesis.polling(split(begin, 0));
    kinesis.proxy.answer(page("next", 5, item(3, START)));
    fetcher.start();
    kinesis.loop.pass(0);
    assertThat(kinesis.proxy.iterators).hasSize(1);

    // Kinesis' iterators live for five minutes.
    kinesis.loop.pass(299_000);
    fetcher.drained();
    kinesis.loop.pass(300);

    assertThat(kinesis.proxy.iterators)
        .containsExactly(new Position.TrimHorizon(), new Position.After("3"));
    assertThat(kinesis.counter(Metric.KINESIS_ITERATORS_EXPIRED)).isZero();
  }

  @Test
  void takesAnIteratorAnewThatKinesisCallsExpired() {
    PollingFetcher fetcher = kinesis.polling(split(new Position.After("9"), 0));
    kinesis.proxy.fail(FailureKind.EXPIRED_ITERATOR);
    fetcher.start();
    kinesis.loop.pass(1_000);

    assertThat(kinesis.proxy.iterators)
        .containsExactly(new Position.After("9"), new Position.After("9"));
    assertThat(kinesis.counter(Metric.KINESIS_ITERATORS_EXPIRED)).isEqualTo(1);
    assertThat(kinesis.failures).isEmpty();
  }

  @Test
  void endsOnlyWhereThereIsNoNextIterator() {
    PollingFetcher fetcher = kinesis.polling(split(begin, 0));
    kinesis.proxy.answer(page("next", 0)).answer(page(null, 0));
    fetcher.start();
    kinesis.loop.pass(2_000);

    assertThat(kinesis.fetched).hasSize(1);
    assertThat(kinesis.fetched.get(0).page().isEnd()).isTrue();
  }

  @Test
  void aShardThatIsListedAndNotFoundIsTriedAgainAndNoEnd() {
    PollingFetcher fetcher = kinesis.polling(split(begin, 0));
    kinesis.proxy.fail(FailureKind.NOT_FOUND).answer(page("next", 0, item(1, START)));
    fetcher.start();
    kinesis.loop.pass(3_000);

    assertThat(kinesis.fetched).hasSize(1);
    assertThat(kinesis.fetched.get(0).page().isEnd()).isFalse();
    assertThat(kinesis.failures).isEmpty();
  }

  @Test
  void aShardThatTheStreamHasForgottenIsLostLoudly() {
    PollingFetcher fetcher = kinesis.polling(split(new Position.After("1"), START));
    kinesis.proxy.shards.clear();
    kinesis.proxy.fail(FailureKind.NOT_FOUND);
    fetcher.start();
    kinesis.loop.pass(1_000);

    assertThat(kinesis.fetched).hasSize(1);
    assertThat(kinesis.fetched.get(0).page().isEnd()).isTrue();
    assertThat(kinesis.counter(Metric.KINESIS_POSITIONS_EXPIRED)).isEqualTo(1);
  }

  @Test
  void noPermissionEndsTheJobAtOnceAndSaysWhere() {
    PollingFetcher fetcher = kinesis.polling(split(new Position.After("5"), 0));
    kinesis.proxy.fail(FailureKind.FATAL);
    fetcher.start();
    kinesis.loop.pass(10);

    assertThat(kinesis.failures).hasSize(1);
    assertThat(kinesis.failures.get(0))
        .hasMessageContaining(FakeProxy.STREAM + "/shardId-0")
        .hasMessageContaining("After[sequenceNumber=5]");
  }

  @Test
  void anInstantAheadOfItsOwnClockIsNotAskedForBefore() {
    Instant tomorrow = Instant.ofEpochMilli(START + 86_400_000);
    PollingFetcher fetcher = kinesis.polling(split(new Position.AtTimestamp(tomorrow), 0));
    fetcher.start();
    kinesis.loop.pass(86_399_999);
    assertThat(kinesis.proxy.iterators).isEmpty();
    kinesis.loop.pass(1);
    assertThat(kinesis.proxy.iterators).hasSize(1);
  }

  @Test
  void aGapOfTheRetentionIsCountedOnceAndNoneWhereOlderRecordsAreStillThere() {
    long old = START - FetcherFixture.DAY - 1_000;
    PollingFetcher fetcher = kinesis.polling(split(new Position.After("1"), old));
    kinesis.proxy.answer(page("next", 5, item(2, START - FetcherFixture.DAY - 500)));
    fetcher.start();
    kinesis.loop.pass(1);
    assertThat(kinesis.counter(Metric.KINESIS_POSITIONS_EXPIRED)).isZero();

    fetcher.stop();
    try (LogCapture log = new LogCapture(ExpiredPosition.class)) {
      PollingFetcher other = kinesis.polling(split(new Position.After("1"), old));
      kinesis.proxy.answer(page("next", 5, item(3, START - 1_000)));
      other.start();
      kinesis.loop.pass(1);

      assertThat(kinesis.counter(Metric.KINESIS_POSITIONS_EXPIRED)).isEqualTo(1);
      assertThat(log.lines())
          .singleElement()
          .asString()
          .startsWith("ERROR " + FakeProxy.STREAM + "/shardId-0: expected a position within")
          .contains("PT24H", "records in between may be lost", "goes on from the oldest record");
    }
  }

  @Test
  void nothingHappensOnceStopped() {
    PollingFetcher fetcher = kinesis.polling(split(begin, 0));
    kinesis.proxy.answer(page("next", 0, item(1, START)));
    fetcher.start();
    fetcher.stop();
    kinesis.loop.pass(10_000);

    assertThat(kinesis.fetched).isEmpty();
    assertThat(kinesis.budget.held()).isZero();
  }
}
