package ai.cequence.cloudfront.parse;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the parser must be told.
 *
 * @param version of this application, for {@code source_info}
 * @param instanceId name of the job, for {@code source_info}
 * @param distributions domain in lower case → distribution id
 * @param staticExtensions lower case, without the dot: requests for such a last path segment are
 *     skipped
 * @param excludedPaths globs: requests for such a path are skipped
 * @param redactQuery query parameters whose values become {@code REDACTED}
 * @param redactCookies cookies whose values become {@code REDACTED}
 * @param redactHeaders header names in lower case whose values become {@code REDACTED}
 * @param s3Fields columns of delimited lines that stand under no header; empty where unknown
 * @param s3Delimiter between the columns of lines without TABs
 * @param kinesisFields columns of real-time records, in their order
 */
public record ParserSettings(
    String version,
    String instanceId,
    Map<String, String> distributions,
    Set<String> staticExtensions,
    List<String> excludedPaths,
    Set<String> redactQuery,
    Set<String> redactCookies,
    Set<String> redactHeaders,
    List<String> s3Fields,
    String s3Delimiter,
    List<String> kinesisFields)
    implements Serializable {}
