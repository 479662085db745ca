package ai.cequence.cloudfront.ledger;

import ai.cequence.cloudfront.transaction.LogSource;

/** What is counted for each distribution and hour. Order and number may change, keys may not. */
public enum LedgerCount {
  LINES("lines"),
  TRANSACTIONS_S3("transactionsS3"),
  TRANSACTIONS_KINESIS("transactionsKinesis"),

  /** Seen at most a minute after the request. */
  LAG_MINUTE("lagUpTo1Minute"),
  LAG_TEN_MINUTES("lagUpTo10Minutes"),
  LAG_HOUR("lagUpTo1Hour"),
  LAG_DAY("lagUpTo24Hours"),
  LAG_LONGER("lagLonger"),

  /** Duplicates, by where the id was seen first and where it was seen again. */
  DUPLICATES_S3_S3("duplicatesS3AfterS3"),
  DUPLICATES_S3_KINESIS("duplicatesKinesisAfterS3"),
  DUPLICATES_KINESIS_S3("duplicatesS3AfterKinesis"),
  DUPLICATES_KINESIS_KINESIS("duplicatesKinesisAfterKinesis"),
  DELIVERED("delivered"),
  DEAD_LETTERED("deadLettered");

  private static final long MINUTE = 60_000;
  private static final long HOUR = 60 * MINUTE;

  private final String key;

  LedgerCount(String key) {
    this.key = key;
  }

  /** The member's name in the ledger's files. */
  public String key() {
    return key;
  }

  /** Transactions read from a source. */
  public static LedgerCount transactions(LogSource source) {
    return source == LogSource.S3 ? TRANSACTIONS_S3 : TRANSACTIONS_KINESIS;
  }

  /**
   * Duplicates by pair of sources.
   *
   * @param first where the id was seen first
   * @param again where it was seen again
   */
  public static LedgerCount duplicates(LogSource first, LogSource again) {
    if (first == LogSource.S3) {
      return again == LogSource.S3 ? DUPLICATES_S3_S3 : DUPLICATES_S3_KINESIS;
    }
    return again == LogSource.S3 ? DUPLICATES_KINESIS_S3 : DUPLICATES_KINESIS_KINESIS;
  }

  /** The step that a lag falls into; a clock that is behind counts as no lag. */
  public static LedgerCount lag(long millis) {
    if (millis <= MINUTE) {
      return LAG_MINUTE;
    }
    if (millis <= 10 * MINUTE) {
      return LAG_TEN_MINUTES;
    }
    if (millis <= HOUR) {
      return LAG_HOUR;
    }
    return millis <= 24 * HOUR ? LAG_DAY : LAG_LONGER;
  }
}
