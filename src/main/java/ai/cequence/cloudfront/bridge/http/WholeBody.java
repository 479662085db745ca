package ai.cequence.cloudfront.bridge.http;

import java.net.http.HttpRequest;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;

/**
 * A request body in one piece. The JDK's own publisher of an array copies it into pieces of 16 kB,
 * each of which is a write of its own and a task between two threads.
 *
 * <p>The array must not change while the request is under way; it may be read more than once.
 */
final class WholeBody implements HttpRequest.BodyPublisher {
  private final byte[] body;

  WholeBody(byte[] body) {
    this.body = body;
  }

  @Override
  public long contentLength() {
    return body.length;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
    subscriber.onSubscribe(new Once(subscriber));
  }

  /** The client asks and cancels on several threads, one after the other. */
  private final class Once implements Flow.Subscription {
    private final Flow.Subscriber<? super ByteBuffer> subscriber;
    private boolean ended;

    Once(Flow.Subscriber<? super ByteBuffer> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void request(long count) {
      if (end()) {
        return;
      }
      if (count <= 0) {
        subscriber.onError(
            new IllegalArgumentException("Expected a request for 1 or more, found " + count));
        return;
      }
      if (body.length > 0) {
        subscriber.onNext(ByteBuffer.wrap(body).asReadOnlyBuffer());
      }
      subscriber.onComplete();
    }

    @Override
    public void cancel() {
      end();
    }

    /** Whether it had ended before. */
    private synchronized boolean end() {
      boolean before = ended;
      ended = true;
      return before;
    }
  }
}
