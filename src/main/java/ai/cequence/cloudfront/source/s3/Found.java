package ai.cequence.cloudfront.source.s3;

/** What was found in place of an object's bytes, for a rejection's detail. */
public final class Found {
  private static final int MOST_CHARACTERS = 300;

  private Found() {}

  /**
   * What was thrown, cut where it is long: a library quotes of a damaged object what it likes, and
   * a detail goes into logs and state.
   */
  public static String thrown(Throwable e) {
    return cut(e.toString());
  }

  /** Its message alone, cut as well. */
  static String message(Throwable e) {
    return cut(String.valueOf(e.getMessage()));
  }

  private static String cut(String text) {
    return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "…";
  }
}
