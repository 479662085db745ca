package ai.cequence.cloudfront.parse;

/** Why a line is counted and not sent. */
public enum SkipReason {
  STATIC_EXTENSION("static-extension"),
  EXCLUDED_PATH("excluded-path"),
  BLANK_LINE("blank-line"),
  CONNECTION_LOG("connection-log"),
  STREAMING_LOG("streaming-log");

  private final String word;

  SkipReason(String word) {
    this.word = word;
  }

  /** The fixed word in metrics. */
  public String word() {
    return word;
  }

  /** The word as it reads in a log line: {@code static extension}. */
  public String phrase() {
    return word.replace('-', ' ');
  }
}
