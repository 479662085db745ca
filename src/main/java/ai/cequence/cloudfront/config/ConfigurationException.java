package ai.cequence.cloudfront.config;

import java.util.List;

/** The settings cannot be used. The message lists every problem, a line each. */
public final class ConfigurationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Kept as an array, which is serializable whatever list was given. */
  private final String[] problems;

  public ConfigurationException(List<String> problems) {
    super(
        "The configuration has "
            + (problems.size() == 1 ? "a problem" : problems.size() + " problems")
            + ":\n  - "
            + String.join("\n  - ", problems));
    this.problems = problems.toArray(new String[0]);
  }

  /** Each problem names group, key, the value found and what was expected. */
  public List<String> problems() {
    return List.of(problems);
  }
}
