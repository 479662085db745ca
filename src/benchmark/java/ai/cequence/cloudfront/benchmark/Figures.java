package ai.cequence.cloudfront.benchmark;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a benchmark found: a table that a person can read, then one line of JSON that a program can.
 */
public final class Figures {
  private final Map<String, Object> json = new LinkedHashMap<>();
  private final List<String> rows = new ArrayList<>();

  /**
   * Begins the figures of one benchmark.
   *
   * @param benchmark its name, as {@code scripts/benchmark.sh} knows it
   */
  public Figures(String benchmark) {
    json.put("benchmark", benchmark);
  }

  /** A count, shown with separators. */
  public Figures add(String key, String name, long value) {
    rows.add(row(name, String.format(Locale.ROOT, "%,d", value)));
    json.put(key, value);
    return this;
  }

  /** A measure, shown and kept with two decimals. */
  public Figures add(String key, String name, double value) {
    rows.add(row(name, String.format(Locale.ROOT, "%,.2f", value)));
    json.put(key, Math.round(value * 100) / 100.0);
    return this;
  }

  /** A heading or a remark in the table; no part of the JSON. */
  public Figures remark(String text) {
    rows.add(text);
    return this;
  }

  /** Prints the table, and the JSON as the last line. */
  public void print(PrintStream out) {
    rows.forEach(out::println);
    try {
      out.println(new ObjectMapper().writeValueAsString(json));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Figures are numbers and words", e);
    }
    out.flush();
  }

  private static String row(String name, String value) {
    return String.format(Locale.ROOT, "%-62s %14s", name, value);
  }
}
