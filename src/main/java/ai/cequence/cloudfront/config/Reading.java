package ai.cequence.cloudfront.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass over raw properties: reads values by key and gathers every problem instead of stopping
 * at the first.
 */
final class Reading {
  private final Map<String, Map<String, String>> groups;
  private final List<String> problems = new ArrayList<>();

  Reading(PropertySource source) {
    this.groups = source.groups();
  }

  /** Text to a typed value. */
  interface Reader<T> {
    T read(String text) throws Values.Unexpected;
  }

  /** The text at a key, else its default; stripped; empty where there is neither. */
  String text(Key key) {
    String text = groups.getOrDefault(key.group(), Map.of()).get(key.key());
    return text == null ? key.defaultValue() : text.strip();
  }

  boolean isSet(Key key) {
    return !text(key).isEmpty();
  }

  /** The value at a key that has a default, or the value of the default where the text is none. */
  <T> T value(Key key, Reader<T> reader) {
    try {
      return reader.read(text(key));
    } catch (Values.Unexpected e) {
      problem(key, e.getMessage());
      return fallback(key, reader);
    }
  }

  /** The value at a key, null where it is not set or wrong. */
  <T> @Nullable T optional(Key key, Reader<T> reader) {
    if (!isSet(key)) {
      return null;
    }
    try {
      return reader.read(text(key));
    } catch (Values.Unexpected e) {
      problem(key, e.getMessage());
      return null;
    }
  }

  /**
   * The value at a key that must be set, {@code placeholder} where it is not or wrong: the problem
   * is noted.
   */
  <T> T required(Key key, T placeholder, Reader<T> reader) {
    if (!isSet(key)) {
      problems.add(key.path() + ": expected a value (" + key.meaning() + "), found none");
      return placeholder;
    }
    T value = optional(key, reader);
    return value == null ? placeholder : value;
  }

  void problem(Key key, @Nullable String expected) {
    problems.add(key.path() + ": expected " + expected + ", found " + key.shown(text(key)));
  }

  void problem(String problem) {
    problems.add(problem);
  }

  /** Notes each group and key that does not exist, with what may have been meant. */
  void refuseUnknown() {
    groups.forEach(
        (group, properties) -> {
          if (!Key.groups().contains(group)) {
            problems.add(
                group
                    + ": expected a known property group, found this one"
                    + Suggestion.forUnknown(group, Key.groups()));
            return;
          }
          for (String key : properties.keySet()) {
            if (Key.of(group, key).isEmpty()) {
              problems.add(
                  group
                      + '/'
                      + key
                      + ": expected a known key, found this one"
                      + Suggestion.forUnknown(key, Key.keysOf(group)));
            }
          }
        });
  }

  /**
   * Ends the pass.
   *
   * @throws ConfigurationException where there is any problem
   */
  void finish() {
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
  }

  private static <T> T fallback(Key key, Reader<T> reader) {
    try {
      return reader.read(key.defaultValue());
    } catch (Values.Unexpected e) {
      throw new IllegalStateException("The default of " + key.path() + " must be valid", e);
    }
  }
}
