package ai.cequence.cloudfront.source.s3.discovery;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Keys that can be listed from an hour on with one call, since behind their prefix they lie in the
 * order of time: one distribution's objects, or those of all where the time stands first.
 *
 * @param prefix what they have in common
 * @param order how the time follows
 */
record Strand(String prefix, TimeOrder order) {

  /** Key behind which the objects of this hour and of later ones lie; null: all do. */
  @Nullable String startOf(long hour) {
    return order == TimeOrder.NONE ? null : prefix + order.text(hour);
  }

  /** Whether this key and all behind it are of later hours. */
  boolean isBehind(String key, long lastHour) {
    return order.isBehind(key.substring(prefix.length()), lastHour);
  }

  /**
   * The hour to which an object belongs: that by which the keys are ordered or, where they are not,
   * that in which it was written. None where the object is not one of this strand.
   */
  OptionalLong hourOf(StoredObject object) {
    if (order == TimeOrder.NONE) {
      return Names.isStandard(Names.last(object.key()))
          ? OptionalLong.empty()
          : OptionalLong.of(LogHour.of(object.modified()));
    }
    return order.hourOf(object.key().substring(prefix.length()));
  }

  /** The call that lists on. */
  ListingRequest request(@Nullable String after) {
    return order == TimeOrder.NONE && prefix.endsWith("/")
        ? new ListingRequest(prefix, "/", after, null, 1000)
        : ListingRequest.below(prefix, after);
  }
}
