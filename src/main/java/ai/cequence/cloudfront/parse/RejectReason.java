package ai.cequence.cloudfront.parse;

/**
 * Why a record became a dead letter before it was a transaction. The words are part of the dead
 * letters' format.
 */
public enum RejectReason {
  /** Client IP, method, URI, status or time is not in the record. */
  MISSING_FIELD("missing-field"),
  /** The time is no time, or the status is not three digits. */
  INVALID_FIELD("invalid-field"),
  /** More columns than the header names, or (real-time) any other number than configured. */
  COLUMN_COUNT("column-count"),
  /** No header, no configured fields, and not a v1 line; or not a JSON object. */
  UNKNOWN_FORMAT("unknown-format"),
  /** The line is longer than the limit. */
  LINE_TOO_LONG("line-too-long"),
  /** The object is longer than the limit once decompressed. */
  OBJECT_TOO_LARGE("object-too-large"),
  /** The rest of the object is damaged: broken gzip, cut Parquet. */
  CORRUPT("corrupt"),
  /** The object was there when it was listed and is gone. */
  OBJECT_MISSING("object-missing"),
  /** The object may not be read, or its key may not be used. */
  ACCESS_DENIED("access-denied"),
  /** The store has refused the object time after time, and says not that it always will. */
  OBJECT_REFUSED("object-refused");

  private final String word;

  RejectReason(String word) {
    this.word = word;
  }

  /** The fixed word in dead letters and metrics. */
  public String word() {
    return word;
  }
}
