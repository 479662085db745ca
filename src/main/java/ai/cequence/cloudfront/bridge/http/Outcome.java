package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.bridge.http.Transport.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What became of a delivery in the end. Failures that another attempt may cure never show here. */
public sealed interface Outcome {

  /**
   * The Bridge has the whole batch: it answered 2xx.
   *
   * @param latencyMillis from the last attempt's start to its answer
   */
  record Delivered(Delivery delivery, long latencyMillis) implements Outcome {}

  /** The Bridge does not take the batch as it is; its pieces are to be submitted in its place. */
  record Split(Delivery parent, List<Delivery> pieces) implements Outcome {}

  /**
   * The Bridge will never take this transaction, which is alone in its batch.
   *
   * @param answer beginning of the answer's body
   */
  record Refused(Delivery delivery, int status, String answer) implements Outcome {
    private static final int MOST_CHARACTERS = 1000;

    private static Refused of(Delivery delivery, Answer answer, String bearer) {
      // A server that repeats what it was sent must not put the token into a dead letter.
      String body = new String(answer.body(), StandardCharsets.UTF_8).replace(bearer, "…");
      return new Refused(
          delivery, answer.status(), body.substring(0, Math.min(body.length(), MOST_CHARACTERS)));
    }
  }

  /**
   * What follows where the Bridge does not take a batch: halves, or for one alone the end.
   *
   * @param bearer the token that it was sent with
   */
  static Outcome refused(Delivery delivery, Answer answer, String bearer) {
    int size = delivery.batch().size();
    if (size == 1) {
      return Refused.of(delivery, answer, bearer);
    }
    int half = size / 2;
    return new Split(delivery, List.of(delivery.slice(0, half), delivery.slice(half, size)));
  }
}
