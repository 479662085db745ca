package ai.cequence.cloudfront.bridge.http;

import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says that the Bridge fails, at most once a minute, and that it answers again. Confined to the
 * client's thread.
 */
final class OutageLog {
  private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);
  private static final long MINUTE = 60_000;

  private final URI url;
  private final OncePer complaint = new OncePer(MINUTE);

  OutageLog(URI url) {
    this.url = url;
  }

  /**
   * A request failed.
   *
   * @param status of the answer; 0: there was no whole one
   * @param detail what else is known; may be empty
   * @param waiting requests that are not delivered yet
   */
  void failed(int status, String detail, int waiting, long nowMillis) {
    if (!complaint.isDue(nowMillis)) {
      return;
    }
    LOG.warn(
        "The Bridge at {} {}; {} requests wait and are tried again until they are delivered",
        url,
        status == 0
            ? "cannot be reached: " + detail
            : "answers with status " + status + (detail.isEmpty() ? "" : " (" + detail + ")"),
        waiting);
  }

  /** It counted as down, for this long, and has judged a request. */
  void answersAgain(long downMillis) {
    LOG.info("The Bridge at {} answers again after {} s", url, downMillis / 1000);
    complaint.reset();
  }
}
