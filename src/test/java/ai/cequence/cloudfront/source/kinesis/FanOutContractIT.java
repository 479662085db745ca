package ai.cequence.cloudfront.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.testing.kinesis.SourceHarness;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The contract, and what concerns SubscribeToShard alone. */
class FanOutContractIT extends KinesisSourceContract {
  @Override
  Reader reader() {
    return Reader.EFO;
  }

  @Test
  void subscriptionsThatEndAreFollowedByOthersAndNothingIsLostOrRepeated() throws Exception {
    kinesis.setSubscriptionMillis(400);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 2);
    put(stream, 20);
    run.untilEmitted(20);
    run.until(() -> run.counter(Metric.KINESIS_RESUBSCRIPTIONS) >= 3, "resubscriptions");
    put(stream, 20);
    run.untilEmitted(40);

    assertReadOnceInOrder(run, 40);
  }

  @Test
  void aConsumerThatIsDeletedIsRegisteredAgain() throws Exception {
    put(stream, 10);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 1);
    run.untilEmitted(10);
    String before = model.consumerArns().get(0);
    model.deregister(before);
    put(stream, 10);
    run.untilEmitted(20);

    assertReadOnceInOrder(run, 20);
    assertThat(model.consumerArns()).hasSize(1).doesNotContain(before);
  }

  @Test
  void removesTheConsumerThatItRegisteredAndLeavesOneThatWasThere() throws Exception {
    SourceHarness<?, ?> own = start(settings(List.of(stream), trimHorizon()), 1);
    own.until(() -> model.consumerArns().size() == 1, "a consumer");
    put(stream, 1);
    own.untilEmitted(1);
    own.close();
    assertThat(model.consumerArns()).isEmpty();

    model.registerForTest(stream, "test-consumer");
    SourceHarness<?, ?> other = start(settings(List.of(stream), trimHorizon()), 1);
    other.untilEmitted(1);
    other.close();

    assertThat(model.consumerArns()).hasSize(1);
  }

  @Test
  void waitsForAConsumerThatIsBeingMade() throws Exception {
    model.setRegistrationMillis(800);
    put(stream, 10);
    SourceHarness<?, ?> run = start(settings(List.of(stream), trimHorizon()), 1);
    run.untilEmitted(10);

    assertReadOnceInOrder(run, 10);
  }
}
