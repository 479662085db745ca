package ai.cequence.cloudfront.source.kinesis;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that {@code kinesis.fields} and the real-time log configuration name different fields:
 * then not single records do not fit, but most. Says so once a minute, as early as twenty records
 * tell, and at the minute's end for fewer.
 *
 * <p>Not thread-safe: one a subtask.
 */
public final class FitWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FitWatch.class);
  private static final long MINUTE_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int ENOUGH = 20;

  private final LongSupplier nanoClock;
  private long begun;
  private long records;
  private long misfits;
  private boolean said;

  /**
   * @param nanoClock as {@link System#nanoTime}
   */
  public FitWatch(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    begun = nanoClock.getAsLong();
  }

  /**
   * Counts records.
   *
   * @param all records that came
   * @param misfit those of them that had another number of columns than configured
   * @return whether the disagreement was logged just now
   */
  public boolean saw(long all, long misfit) {
    boolean logged = false;
    long now = nanoClock.getAsLong();
    if (now - begun >= MINUTE_NANOS) {
      logged = speak(1);
      begun = now;
      records = 0;
      misfits = 0;
      said = false;
    }
    records += all;
    misfits += misfit;
    return speak(ENOUGH) || logged;
  }

  private boolean speak(int enough) {
    if (said || records < enough || misfits * 2 < records) {
      return false;
    }
    said = true;
    LOG.error(
        "{} of the last minute's {} real-time records have another number of columns than"
            + " source/kinesis.fields: the real-time log configuration in CloudFront and"
            + " source/kinesis.fields disagree. Copy the configuration's fields, in any order, into"
            + " source/kinesis.fields; the records meanwhile are dead letters",
        misfits,
        records);
    return true;
  }
}
