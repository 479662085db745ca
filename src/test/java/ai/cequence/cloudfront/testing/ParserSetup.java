package ai.cequence.cloudfront.testing;

import ai.cequence.cloudfront.parse.ParserSettings;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A parser's settings, of which a test says what matters to it: version 9.9, instance "job". */
public final class ParserSetup {
  private Map<String, String> distributions = Map.of();
  private Set<String> staticExtensions = Set.of();
  private List<String> excludedPaths = List.of();
  private Set<String> redactQuery = Set.of();
  private Set<String> redactCookies = Set.of();
  private Set<String> redactHeaders = Set.of();
  private List<String> s3Fields = List.of();
  private String s3Delimiter = "\t";
  private List<String> kinesisFields = List.of();

  /** Nothing is configured. */
  public static ParserSettings plain() {
    return new ParserSetup().settings();
  }

  /** Domain to distribution. */
  public ParserSetup distributions(Map<String, String> ids) {
    distributions = ids;
    return this;
  }

  public ParserSetup skipping(Set<String> extensions, List<String> paths) {
    staticExtensions = extensions;
    excludedPaths = paths;
    return this;
  }

  public ParserSetup redacting(Set<String> query, Set<String> cookies, Set<String> headers) {
    redactQuery = query;
    redactCookies = cookies;
    redactHeaders = headers;
    return this;
  }

  public ParserSetup s3(List<String> fields, String delimiter) {
    s3Fields = fields;
    s3Delimiter = delimiter;
    return this;
  }

  public ParserSetup kinesis(List<String> fields) {
    kinesisFields = fields;
    return this;
  }

  public ParserSettings settings() {
    return new ParserSettings(
        "9.9",
        "job",
        distributions,
        staticExtensions,
        excludedPaths,
        redactQuery,
        redactCookies,
        redactHeaders,
        s3Fields,
        s3Delimiter,
        kinesisFields);
  }
}
