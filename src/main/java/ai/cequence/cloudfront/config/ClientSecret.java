package ai.cequence.cloudfront.config;

import java.io.Serializable;

/**
 * Where the client secret is, never the secret itself: settings travel in the job graph, and that
 * is stored.
 *
 * <p>{@link Arn} is read from Secrets Manager. {@link Property} is the value of {@code
 * bridge/client-secret} in the properties of the process that asks ({@link Property#ofProcess()}).
 */
public sealed interface ClientSecret extends Serializable {

  /** A secret in Secrets Manager. */
  record Arn(String arn) implements ClientSecret {}

  /** The property {@code bridge/client-secret}. */
  record Property() implements ClientSecret {
    /**
     * Its value in this process.
     *
     * @throws ConfigurationException where this process has no such property
     */
    public String ofProcess() {
      return PropertySource.ofProcess().clientSecret();
    }
  }
}
