package ai.cequence.cloudfront.pipeline;

import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.parse.Rejection;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says which lines were rejected and why: the first of a reason at once, of those that follow one a
 * minute with the number of the others. Confined to one thread.
 */
final class RejectionLog {
  private static final Logger LOG = LoggerFactory.getLogger(RejectionLog.class);
  private static final long INTERVAL_MILLIS = 60_000;

  private static final class Silence {
    private long until = Long.MIN_VALUE;
    private long kept;
  }

  private final LongSupplier clockMillis;
  private final Map<RejectReason, Silence> silences = new EnumMap<>(RejectReason.class);

  RejectionLog(LongSupplier clockMillis) {
    this.clockMillis = clockMillis;
  }

  void rejected(Rejection rejection) {
    long now = clockMillis.getAsLong();
    Silence silence = silences.computeIfAbsent(rejection.reason(), r -> new Silence());
    if (now < silence.until) {
      silence.kept++;
      return;
    }
    LOG.warn(
        "Rejected {}: {} ({}); it is kept as a dead letter{}",
        rejection.origin(),
        rejection.reason().word(),
        rejection.detail(),
        silence.kept == 0 ? "" : ", like " + silence.kept + " others since the last such line");
    silence.kept = 0;
    silence.until = now + INTERVAL_MILLIS;
  }
}
