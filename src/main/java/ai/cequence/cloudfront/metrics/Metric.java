package ai.cequence.cloudfront.metrics;

/**
 * Every metric of the job: its name, its unit, what it says, and when to wake somebody. Nothing
 * registers a metric that is not in here; the documents' table is tested against it.
 */
public enum Metric {
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
      ""),
  LINES_REJECTED(
      Kind.COUNTER,
      "numLinesRejected",
      "lines",
      "Lines that could not become transactions: dead letters",
      "above 0"),
  LAYOUTS_LACKING_FIELDS(
      Kind.COUNTER,
      "numLayoutsLackingFields",
      "layouts",
      "Log layouts seen that lack fields of a transaction (cookies, user agent, …); the log says which",
      "above 0 after a change of the logging configuration"),
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
      "Transactions that the Bridge refuses for good, durable as dead letters, by reason",
      "above 0"),
  REQUESTS(Kind.GAUGE, "numRequests", "requests", "Requests sent, of the process", ""),
  REQUESTS_RETRIED(
      Kind.GAUGE,
      "numRequestsRetried",
      "requests",
      "Requests that were not the first for their batch, of the process",
      "grows for minutes"),
  REQUESTS_FAILED(
      Kind.GAUGE,
      "numRequestsFailed",
      "requests",
      "Requests that were not confirmed, by status (none: no whole answer), of the process",
      "grows for minutes"),
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
      "How long the oldest unconfirmed batch waits",
      "above 300");

  /** How a metric behaves. */
  public enum Kind {
    COUNTER,
    GAUGE,
    HISTOGRAM
  }

  private final Kind kind;
  private final String id;
  private final String unit;
  private final String meaning;
  private final String alert;

  Metric(Kind kind, String id, String unit, String meaning, String alert) {
    this.kind = kind;
    this.id = id;
    this.unit = unit;
    this.meaning = meaning;
    this.alert = alert;
  }

  public Kind kind() {
    return kind;
  }

  /** The name under which it is registered. */
  public String id() {
    return id;
  }

  public String unit() {
    return unit;
  }

  public String meaning() {
    return meaning;
  }

  /** When to wake somebody; empty: never on this alone. */
  public String alert() {
    return alert;
  }
}
