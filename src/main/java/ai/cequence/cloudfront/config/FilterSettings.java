package ai.cequence.cloudfront.config;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * Group {@code filter}: what is read and not sent, and what is sent without its value.
 *
 * @param staticExtensions lower case, without the dot
 * @param excludedPaths globs; {@code *} stands for any characters but a slash, {@code **} for any,
 *     {@code ?} for one
 * @param redactQuery names of query parameters
 * @param redactCookies names of cookies
 * @param redactHeaders names of headers, lower case
 */
public record FilterSettings(
    Set<String> staticExtensions,
    List<String> excludedPaths,
    Set<String> redactQuery,
    Set<String> redactCookies,
    Set<String> redactHeaders)
    implements Serializable {}
