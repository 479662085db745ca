package ai.cequence.cloudfront.testing;

import java.util.List;

/** What the AWS SDK signs requests with where nobody looks at signatures. */
public final class FakeCredentials {
  private static final List<String> PROPERTIES = List.of("aws.accessKeyId", "aws.secretAccessKey");

  private FakeCredentials() {}

  /** For this process, until {@link #clear}. */
  public static void set() {
    PROPERTIES.forEach(property -> System.setProperty(property, "test"));
  }

  public static void clear() {
    PROPERTIES.forEach(System::clearProperty);
  }
}
