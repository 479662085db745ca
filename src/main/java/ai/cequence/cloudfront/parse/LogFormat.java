package ai.cequence.cloudfront.parse;

/** What the parser takes lines for. */
public enum LogFormat {
  NAMED_COLUMNS("columns named by a #Fields header"),
  CONFIGURED_COLUMNS("columns named by source/s3.fields"),
  STANDARD_COLUMNS("standard log (v1) without a header"),
  REAL_TIME_RECORDS("real-time records, columns named by source/kinesis.fields"),
  JSON_OBJECTS("JSON objects"),
  STREAMING_LOG("RTMP streaming log, which is skipped"),
  CONNECTION_LOG("TLS connection log, which is skipped");

  private final String phrase;

  LogFormat(String phrase) {
    this.phrase = phrase;
  }

  /** For people. */
  public String phrase() {
    return phrase;
  }
}
