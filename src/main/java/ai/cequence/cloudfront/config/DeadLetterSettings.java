package ai.cequence.cloudfront.config;

import java.io.Serializable;
import java.net.URI;

/**
 * Group {@code dead-letter}.
 *
 * @param path folder or S3 prefix, ending in a slash
 */
public record DeadLetterSettings(URI path) implements Serializable {}
