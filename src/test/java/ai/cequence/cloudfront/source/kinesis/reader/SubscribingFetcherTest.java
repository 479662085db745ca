package ai.cequence.cloudfront.source.kinesis.reader;

import static ai.cequence.cloudfront.source.kinesis.reader.FakeProxy.item;
import static ai.cequence.cloudfront.source.kinesis.reader.FakeProxy.page;
import static ai.cequence.cloudfront.source.kinesis.reader.FetcherFixture.HOUR;
import static ai.cequence.cloudfront.source.kinesis.reader.FetcherFixture.START;
import static ai.cequence.cloudfront.source.kinesis.reader.FetcherFixture.split;
import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.source.kinesis.proxy.FailureKind;
import ai.cequence.cloudfront.source.kinesis.proxy.RecordPage;
import ai.cequence.cloudfront.source.kinesis.proxy.StreamException;
import ai.cequence.cloudfront.source.kinesis.reader.FakeProxy.FakeSubscription;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SubscribingFetcherTest {
  private final FetcherFixture kinesis = new FetcherFixture();
  private final SubscribingFetcher fetcher = kinesis.subscribing(split(new Position.After("1"), 0));

  @BeforeEach
  void subscribe() {
    fetcher.start();
    kinesis.loop.run();
    subscription(0).listener.opened();
    kinesis.loop.run();
  }

  @Test
  void asksForTwoEventsAheadOfTheTaskAndNoMore() {
    event(0, page("2", 0, item(2, START)));
    event(0, page("3", 0, item(3, START)));
    assertThat(subscription(0).requested).isEqualTo(2);

    kinesis.loop.pass(600_000);
    assertThat(subscription(0).requested).isEqualTo(2);
    assertThat(subscription(0).cancelled).isFalse();

    fetcher.drained();
    assertThat(subscription(0).requested).isEqualTo(3);
  }

  @Test
  void goesOnBehindTheLastEventsContinuation() {
    event(0, page("2", 0, item(2, START)));
    event(0, page("17", 0));
    fetcher.drained();
    kinesis.loop.pass(SubscribingFetcher.BETWEEN_MILLIS);
    subscription(0).listener.closed(null);
    kinesis.loop.run();

    assertThat(kinesis.proxy.subscriptions).hasSize(2);
    assertThat(subscription(1).position).isEqualTo(new Position.After("17"));
    assertThat(kinesis.counter(Metric.KINESIS_RESUBSCRIPTIONS)).isEqualTo(1);
  }

  @Test
  void aSubscriptionMayLapseWhileTheTaskDoesNotReadAndIsTakenUpWhenItDoes() {
    event(0, page("2", 0, item(2, START)));
    event(0, page("3", 0, item(3, START)));
    subscription(0).listener.closed(null);
    kinesis.loop.pass(3_600_000);
    assertThat(kinesis.proxy.subscriptions).hasSize(1);

    fetcher.drained();
    fetcher.drained();
    kinesis.loop.run();

    assertThat(kinesis.proxy.subscriptions).hasSize(2);
    assertThat(subscription(1).position).isEqualTo(new Position.After("3"));
  }

  @Test
  void waitsFiveSecondsBetweenTwoSubscriptions() {
    subscription(0).listener.closed(null);
    kinesis.loop.pass(4_999);
    assertThat(kinesis.proxy.subscriptions).hasSize(1);
    kinesis.loop.pass(1);
    assertThat(kinesis.proxy.subscriptions).hasSize(2);

    subscription(1)
        .listener
        .closed(new StreamException(FailureKind.IN_USE, "another subscription holds the shard"));
    kinesis.loop.pass(4_999);
    assertThat(kinesis.proxy.subscriptions).hasSize(2);
    kinesis.loop.pass(1);
    assertThat(kinesis.proxy.subscriptions).hasSize(3);
  }

  @Test
  void ignoresWhatAnEarlierSubscriptionStillSays() {
    subscription(0).listener.closed(null);
    kinesis.loop.pass(5_000);
    event(0, page("2", 0, item(2, START)));
    subscription(0).listener.closed(null);
    kinesis.loop.pass(10_000);

    assertThat(kinesis.fetched).isEmpty();
    assertThat(kinesis.proxy.subscriptions).hasSize(2);
  }

  @Test
  void givesUpASubscriptionThatOwesAnEventAndStaysSilent() {
    kinesis.loop.pass(SubscribingFetcher.SILENCE_MILLIS);
    assertThat(subscription(0).cancelled).isTrue();
    kinesis.loop.pass(Pacing.MOST_BACKOFF_MILLIS);
    assertThat(kinesis.proxy.subscriptions).hasSize(2);
    assertThat(kinesis.failures).isEmpty();
  }

  @Test
  void subscribesAgainAfterFiveSecondsThoughTheClockIsSetBack() {
    kinesis.loop.setClockBack(HOUR);
    subscription(0).listener.closed(null);
    kinesis.loop.pass(5_000);
    assertThat(kinesis.proxy.subscriptions).hasSize(2);
  }

  @Test
  void givesUpASilentSubscriptionThoughTheClockIsSetBack() {
    kinesis.loop.setClockBack(HOUR);
    kinesis.loop.pass(SubscribingFetcher.SILENCE_MILLIS);
    assertThat(subscription(0).cancelled).isTrue();
  }

  @Test
  void goesOnAfterAnOutageOfTwoMinutesFromWhereItWas() {
    event(0, page("7", 0, item(7, START)));
    fetcher.drained();
    kinesis.proxy.always = FailureKind.TRANSIENT;
    subscription(0).listener.closed(new StreamException(FailureKind.TRANSIENT, "reset"));
    kinesis.loop.pass(120_000);

    assertThat(kinesis.failures).isEmpty();
    assertThat((Long) kinesis.gauge(Metric.KINESIS_SILENCE)).isEqualTo(120);
    // At least one in ten seconds, after the first few.
    assertThat(kinesis.proxy.subscriptions).hasSizeBetween(12, 40);

    kinesis.proxy.always = null;
    kinesis.loop.pass(Pacing.MOST_BACKOFF_MILLIS);
    int last = kinesis.proxy.subscriptions.size() - 1;
    assertThat(subscription(last).position).isEqualTo(new Position.After("7"));
    subscription(last).listener.opened();
    event(last, page("8", 0, item(8, START + 120_000)));

    assertThat(kinesis.fetched).hasSize(2);
    assertThat(kinesis.gauge(Metric.KINESIS_SILENCE)).isEqualTo(0L);
  }

  @Test
  void endsOnlyWhereThereIsNoContinuation() {
    event(0, page("2", 0));
    assertThat(kinesis.fetched).isEmpty();
    event(0, page(null, 0));
    subscription(0).listener.closed(null);
    kinesis.loop.pass(60_000);

    assertThat(kinesis.fetched).hasSize(1);
    assertThat(kinesis.fetched.get(0).page().isEnd()).isTrue();
    assertThat(kinesis.proxy.subscriptions).hasSize(1);
  }

  @Test
  void looksTheConsumerUpAgainWhereItIsGone() {
    kinesis.proxy.consumerThere = false;
    subscription(0).listener.closed(new StreamException(FailureKind.NOT_FOUND, "no such consumer"));
    kinesis.loop.pass(20_000);
    assertThat(kinesis.proxy.subscriptions).hasSize(1);
    assertThat(kinesis.proxy.consumerLookups).isGreaterThan(2);

    kinesis.proxy.consumerThere = true;
    kinesis.loop.pass(Pacing.MOST_BACKOFF_MILLIS);
    assertThat(kinesis.proxy.subscriptions).hasSize(2);
    assertThat(kinesis.failures).isEmpty();
  }

  @Test
  void cancelsItsSubscriptionWhenStopped() {
    fetcher.stop();
    event(0, page("2", 0, item(2, START)));

    assertThat(subscription(0).cancelled).isTrue();
    assertThat(kinesis.fetched).isEmpty();
  }

  private FakeSubscription subscription(int number) {
    return kinesis.proxy.subscriptions.get(number);
  }

  private void event(int number, RecordPage page) {
    subscription(number).listener.event(page);
    kinesis.loop.run();
  }
}
