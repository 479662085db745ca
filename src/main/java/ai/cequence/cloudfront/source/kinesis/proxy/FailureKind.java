package ai.cequence.cloudfront.source.kinesis.proxy;

/** What a failed call to Kinesis asks for. */
public enum FailureKind {
  /** The shard's or the account's limit is used up: wait. */
  THROTTLED,
  /** The iterator is too old: take a new one at the same position. */
  EXPIRED_ITERATOR,
  /** The stream, shard or consumer is not there: find out which. */
  NOT_FOUND,
  /** An argument is not accepted, such as an instant that is in the future for Kinesis. */
  INVALID_ARGUMENT,
  /** Somebody else, or a call shortly before, holds it: wait five seconds. */
  IN_USE,
  /** Network, time-out, 5xx, credentials that cannot be had just now: try again. */
  TRANSIENT,
  /** Trying again does not help: no permission, no key. */
  FATAL
}
