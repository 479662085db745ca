package ai.cequence.cloudfront.parse;

import java.util.HashMap;
import java.util.Map;

/** What the names in lines of JSON mean, looked up once each; bounded, since lines may hold any. */
final class JsonNames {
  private static final int MOST_NAMES = 1000;
  private static final int MOST_LENGTH = 64 * 1024;

  private final Map<String, Name> names = new HashMap<>();
  private int length;

  /** A field of a transaction, a column to extract, or neither. */
  static final class Name {
    /** Ordinal of the {@link Field}, or -1. */
    final int field;

    /** What stands before an extraction's value; empty where it is none. */
    final byte[] extraction;

    final boolean connectionLog;
    final boolean realTime;

    /** The line that gave a column of this name last. */
    long extractedIn;

    private Name(String name) {
      Field known = Field.of(name);
      field = known == null ? -1 : known.ordinal();
      extraction =
          known == null && !Field.isRequestHeader(name)
              ? Layout.extractionPrefix(name)
              : new byte[0];
      connectionLog = Layout.isOfConnectionLog(name);
      realTime = known == Field.CS_HOST || known == Field.HEADERS;
    }
  }

  /** Forgets names where they are too many; never within a line, whose names must stay the same. */
  void nextLine() {
    if (names.size() > MOST_NAMES || length > MOST_LENGTH) {
      names.clear();
      length = 0;
    }
  }

  /** The same object for the same name, until the next line. */
  Name of(String text) {
    Name known = names.get(text);
    if (known == null) {
      known = new Name(text);
      names.put(text, known);
      length += text.length();
    }
    return known;
  }
}
