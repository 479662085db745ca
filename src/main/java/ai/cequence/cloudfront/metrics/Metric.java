package ai.cequence.cloudfront.metrics;

/**
 * Every metric of the job: its name, its unit, what it says, what tells several of its name apart,
 * and when to wake somebody. Nothing registers a metric that is not in here, or otherwise than it
 * stands here; the documents' table and Terraform's dashboard and alarms are tested against it.
 *
 * <p>Two sums hold in a job that has nothing in hand: lines are directives, transactions, skipped
 * and rejected ones; transactions are duplicates, delivered and dead-lettered ones. At every moment
 * {@link #TRANSACTIONS_UNBALANCED} is 0.
 *
 * <p>Long because it is a table: a few lines a metric, and no logic.
 */
public enum Metric {
  // --- sources
  NEWEST_ARRIVAL_AGE(
      Kind.GAUGE,
      "newestArrivalAge",
      "s",
      "How long ago the newest object or record known to the source arrived there; -1: none is"
          + " known",
      "grows while CloudFront has requests",
      Dimension.SOURCE),
  OLDEST_UNREAD_AGE(
      Kind.GAUGE,
      "oldestUnreadAge",
      "s",
      "How long the oldest object or record that is known and not read waits, an object until a"
          + " checkpoint covers all of it; 0: none",
      "above 900",
      Dimension.SOURCE),
  // --- S3 discovery and reading
  OBJECTS_FOUND(Kind.COUNTER, "numObjectsFound", "objects", "Log objects discovered", ""),
  OBJECTS_IGNORED(
      Kind.COUNTER,
      "numObjectsIgnored",
      "objects",
      "Listed or notified and no logs, each time: folder markers, empty or hidden objects, other"
          + " names",
      ""),
  OBJECTS_READ(
      Kind.COUNTER,
      "numObjectsRead",
      "objects",
      "Log objects read to their end, or as far as they can be read",
      ""),
  OBJECTS_FAILED(
      Kind.COUNTER,
      "numObjectsFailed",
      "objects",
      "Log objects that could not be read, or not to their end, by reason: dead letters",
      "above 0",
      Dimension.REASON),
  OBJECT_RETRIES(
      Kind.GAUGE,
      "numObjectRetries",
      "attempts",
      "Attempts to read an object that the store refused for the moment",
      "grows for minutes"),
  OBJECTS_UNREAD(
      Kind.GAUGE,
      "objectsUnread",
      "objects",
      "Log objects discovered that no checkpoint covers wholly yet",
      "grows for an hour"),
  STRANDS_LEFT(
      Kind.GAUGE,
      "listingsLeft",
      "listings",
      "Listings, one a distribution in most layouts, that the current round or backfill has left",
      ""),
  LIST_CALLS(Kind.GAUGE, "numListCalls", "calls", "Calls of ListObjectsV2", ""),
  LIST_ERRORS(
      Kind.COUNTER,
      "numListErrors",
      "errors",
      "Calls for listings and messages that failed",
      "grows for minutes"),
  MESSAGES(Kind.COUNTER, "numMessages", "messages", "Messages received from the queue", ""),
  MESSAGES_IGNORED(
      Kind.COUNTER,
      "numMessagesIgnored",
      "messages",
      "Messages that tell of no log: tests, deletions, folder markers, other folders",
      ""),
  MESSAGES_POISON(
      Kind.COUNTER,
      "numMessagesPoison",
      "messages",
      "Messages that are no notifications, at each delivery; left to the queue's redrive policy",
      "above 0"),
  NOTIFICATIONS_REPEATED(
      Kind.COUNTER,
      "numNotificationsRepeated",
      "notifications",
      "Notifications of objects that were known",
      ""),
  MESSAGES_HELD(
      Kind.GAUGE,
      "messagesHeld",
      "messages",
      "Messages that are kept from others until a checkpoint covers their objects",
      "at 10000 for an hour"),
  OBJECTS_NEVER_NOTIFIED(
      Kind.COUNTER,
      "numObjectsNeverNotified",
      "objects",
      "Objects that only the listing beside the queue found, and that were read then",
      "above 0"),
  // --- kinesis
  KINESIS_RECORDS(Kind.COUNTER, "numKinesisRecords", "records", "Records fetched from Kinesis", ""),
  KINESIS_BYTES(
      Kind.COUNTER, "numKinesisBytes", "bytes", "Bytes of the records fetched from Kinesis", ""),
  KINESIS_THROTTLES(
      Kind.COUNTER,
      "numKinesisThrottles",
      "calls",
      "Calls for records that Kinesis refused for its limits",
      "grows for hours: too many readers of the stream, take kinesis.reader=efo"),
  KINESIS_ERRORS(
      Kind.COUNTER,
      "numKinesisErrors",
      "calls",
      "Calls for records that failed otherwise and are made again",
      ""),
  KINESIS_RESUBSCRIPTIONS(
      Kind.COUNTER,
      "numKinesisResubscriptions",
      "subscriptions",
      "Enhanced fan-out subscriptions that ended and were followed by another",
      ""),
  KINESIS_ITERATORS_EXPIRED(
      Kind.COUNTER,
      "numKinesisIteratorsExpired",
      "iterators",
      "Shard iterators that Kinesis called expired, taken anew",
      ""),
  KINESIS_POSITIONS_EXPIRED(
      Kind.COUNTER,
      "numKinesisPositionsExpired",
      "shards",
      "Positions found to be older than the retention: records may be lost",
      "above 0"),
  KINESIS_SHARDS_OPEN(Kind.GAUGE, "kinesisShardsOpen", "shards", "Shards being read", ""),
  KINESIS_SHARDS_FINISHED(
      Kind.COUNTER, "numKinesisShardsFinished", "shards", "Shards read to their end", ""),
  KINESIS_LAG(
      Kind.GAUGE,
      "kinesisMillisBehindLatest",
      "ms",
      "How far the shard that is most behind is behind its stream's tip, outages included; -1: not"
          + " known",
      "above 60000"),
  KINESIS_SHARD_LAG(
      Kind.GAUGE,
      "kinesisShardMillisBehindLatest",
      "ms",
      "The same for each of the first 64 shards of a subtask",
      "",
      Dimension.SHARD),
  KINESIS_SILENCE(
      Kind.GAUGE,
      "kinesisSilence",
      "s",
      "For how long calls for some shard have failed; 0: none fails",
      "above 120"),
  KINESIS_RETENTION_USED(
      Kind.GAUGE,
      "kinesisRetentionUsed",
      "%",
      "Share of the retention that the shard most behind has used up; at 100 records are lost",
      "above 75"),
  // --- parse
  OBJECTS(
      Kind.COUNTER,
      "numObjects",
      "objects",
      "Log objects begun",
      "flat while CloudFront has requests"),
  LINES(Kind.COUNTER, "numLines", "lines", "Lines read, directives included", ""),
  DIRECTIVES(Kind.COUNTER, "numDirectives", "lines", "Lines that begin with #", ""),
  TRANSACTIONS(
      Kind.COUNTER, "numTransactions", "transactions", "Lines that became transactions", ""),
  LINES_SKIPPED(
      Kind.COUNTER,
      "numLinesSkipped",
      "lines",
      "Lines read and not sent: static extensions, excluded paths, blank lines, other kinds of log",
      "",
      Dimension.REASON),
  LINES_REJECTED(
      Kind.COUNTER,
      "numLinesRejected",
      "lines",
      "Lines that could not become transactions: dead letters",
      "above 0",
      Dimension.REASON),
  LAYOUTS_LACKING_FIELDS(
      Kind.COUNTER,
      "numLayoutsLackingFields",
      "layouts",
      "Log layouts seen that lack this field of a transaction (cookies, user agent, …); the log"
          + " says whose",
      "above 0 after a change of the logging configuration",
      Dimension.FIELD),
  // --- pipeline
  TRANSACTIONS_DUPLICATE(
      Kind.COUNTER,
      "numTransactionsDuplicate",
      "transactions",
      "Transactions whose id was seen within dedup/ttl, left out",
      ""),
  DEDUP_HEAP(
      Kind.GAUGE, "dedupHeapBytes", "bytes", "Heap of the known ids, a subtask", "near dedup/heap"),
  DEDUP_HORIZON(
      Kind.GAUGE,
      "dedupHorizon",
      "s",
      "How long an id is known: dedup/ttl, less where dedup/heap is too small",
      "below dedup/ttl"),
  DEDUP_COLD(
      Kind.GAUGE,
      "dedupIdsCold",
      "ids",
      "Known ids that lie in cold blocks because dedup/heap does not hold a table for them",
      ""),
  TRANSACTION_LAG(
      Kind.GAUGE,
      "transactionLag",
      "s",
      "How far the transactions of late lag behind the time of their requests, a smoothed mean; it"
          + " never changes where they go",
      "above 90,000 (CloudFront delivers within 24 h)",
      Dimension.SOURCE),
  TRANSACTIONS_OPEN(
      Kind.GAUGE,
      "transactionsOpen",
      "transactions",
      "Transactions in open windows or unconfirmed at the Bridge",
      ""),
  TRANSACTIONS_UNBALANCED(
      Kind.GAUGE,
      "transactionsUnbalanced",
      "transactions",
      "Transactions that passed deduplication, less those open, delivered or dead-lettered",
      "other than 0"),
  LEDGER_HOURS(
      Kind.GAUGE,
      "ledgerHours",
      "rows",
      "Distributions and hours in hand for the ledger of the sink, deltas not yet written included",
      "grows for an hour"),
  // --- bridge
  TRANSACTIONS_DELIVERED(
      Kind.COUNTER,
      "numTransactionsDelivered",
      "transactions",
      "Transactions that the Bridge confirmed with 2xx",
      "flat while numTransactions grows"),
  TRANSACTIONS_DEAD_LETTERED(
      Kind.COUNTER,
      "numTransactionsDeadLettered",
      "transactions",
      "Transactions that the Bridge refuses for good, durable as dead letters",
      "above 0",
      Dimension.REASON),
  REQUESTS(Kind.GAUGE, "numRequests", "requests", "Requests sent, of the process", ""),
  REQUESTS_RETRIED(
      Kind.GAUGE,
      "numRequestsRetried",
      "requests",
      "Requests that were not the first for their batch, by the status that made the one before"
          + " fail, of the process",
      "grows for minutes",
      Dimension.STATUS),
  REQUESTS_FAILED(
      Kind.GAUGE,
      "numRequestsFailed",
      "requests",
      "Requests that were not confirmed (status none: no whole answer), of the process",
      "grows for minutes",
      Dimension.STATUS),
  REQUESTS_IN_FLIGHT(
      Kind.GAUGE, "requestsInFlight", "requests", "Requests under way, of the process", ""),
  REQUESTS_ALLOWED(
      Kind.GAUGE,
      "requestsAllowed",
      "requests",
      "Requests that may be under way at once; falls while the Bridge fails, of the process",
      "1 for minutes"),
  REQUEST_LATENCY(
      Kind.GAUGE, "requestLatency", "ms", "Time of the last answered request, of the process", ""),
  TOKENS_FETCHED(
      Kind.GAUGE, "numTokensFetched", "tokens", "Access tokens fetched, of the process", ""),
  BODY_BYTES(
      Kind.GAUGE, "numBodyBytes", "bytes", "Request bodies before compression, of the process", ""),
  BODY_BYTES_SENT(
      Kind.GAUGE, "numBodyBytesSent", "bytes", "Request bodies as sent, of the process", ""),
  OLDEST_UNDELIVERED(
      Kind.GAUGE,
      "oldestUndeliveredAge",
      "s",
      "How long the sink has held its oldest undelivered transaction, through restarts too",
      "above 300");

  /** How a metric behaves. */
  public enum Kind {
    /** Grows from 0 at each start of its subtask. */
    COUNTER,
    /** Is what it is at the moment of asking. */
    GAUGE,
    /** A spread of values. CloudWatch has no such kind: for local use alone. */
    HISTOGRAM
  }

  /**
   * What tells several metrics of one name apart. On the managed service each value is a dimension
   * of its own in CloudWatch and costs as much as a metric, so values come from a list that is
   * fixed, or the dimension does not go there.
   */
  public enum Dimension {
    /** One metric of its name. */
    NONE("", true),
    /** A fixed word: why a line was skipped or refused. */
    REASON("reason", true),
    /** A field of a transaction by its CloudFront name. */
    FIELD("field", true),
    /** Class of the HTTP status, {@code 3xx} to {@code 5xx}, or {@code none}. */
    STATUS("status", true),
    /** {@code s3} or {@code kinesis}. */
    SOURCE("source", true),
    /** A Kinesis shard. As many as there are, so not sent to CloudWatch. */
    SHARD("shard", false);

    private final String key;
    private final boolean inCloudWatch;

    Dimension(String key, boolean inCloudWatch) {
      this.key = key;
      this.inCloudWatch = inCloudWatch;
    }

    /** Its name in CloudWatch, and its label in Prometheus; empty for {@link #NONE}. */
    public String key() {
      return key;
    }

    /** Whether the managed service sends metrics with this dimension to CloudWatch. */
    public boolean inCloudWatch() {
      return inCloudWatch;
    }
  }

  private final Kind kind;
  private final String id;
  private final String unit;
  private final String meaning;
  private final String alert;
  private final Dimension dimension;

  Metric(Kind kind, String id, String unit, String meaning, String alert) {
    this(kind, id, unit, meaning, alert, Dimension.NONE);
  }

  Metric(Kind kind, String id, String unit, String meaning, String alert, Dimension dimension) {
    this.kind = kind;
    this.id = id;
    this.unit = unit;
    this.meaning = meaning;
    this.alert = alert;
    this.dimension = dimension;
  }

  /** How it behaves. */
  public Kind kind() {
    return kind;
  }

  /** The name under which it is registered. */
  public String id() {
    return id;
  }

  /** What is counted, or {@code s}, {@code ms}, {@code bytes}. */
  public String unit() {
    return unit;
  }

  /** What it says, in one sentence. */
  public String meaning() {
    return meaning;
  }

  /** When to wake somebody; empty: never on this alone. */
  public String alert() {
    return alert;
  }

  /** What tells several of this name apart. */
  public Dimension dimension() {
    return dimension;
  }
}
