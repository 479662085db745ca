package ai.cequence.cloudfront.source.s3.reader;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.source.s3.ObjectPosition;
import ai.cequence.cloudfront.source.s3.split.ObjectId;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HandoverTest {
  private static final int FETCHERS = 8;
  private static final int EACH = 2_000;

  @Test
  void everyFetchingThreadGetsRoomAgain() throws Exception {
    Handover handover = new Handover(2);
    CountDownLatch ended = new CountDownLatch(FETCHERS);
    for (int i = 0; i < FETCHERS; i++) {
      ObjectId object = new ObjectId(0, i);
      Thread thread =
          new Thread(
              () -> {
                putAll(handover, object);
                ended.countDown();
              });
      thread.setDaemon(true);
      thread.start();
    }

    int got = 0;
    while (got < FETCHERS * EACH) {
      handover.available().get();
      got += handover.poll() == null ? 0 : 1;
    }
    ended.await();
    assertThat(handover.isEmpty()).isTrue();
  }

  private static void putAll(Handover handover, ObjectId object) {
    try {
      for (int i = 0; i < EACH; i++) {
        handover.put(new Fetched(object, null, ObjectPosition.START, false));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
