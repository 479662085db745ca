package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Tells which sound requests are not to be sent. */
final class PathFilter {
  private final byte[][] extensions;

  private final List<Glob> globs;
  private final int longestExtension;

  PathFilter(Set<String> staticExtensions, List<String> excludedPaths) {
    extensions =
        staticExtensions.stream()
            .map(extension -> extension.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    globs = excludedPaths.stream().map(Glob::new).toList();
    int longest = 0;
    for (byte[] extension : extensions) {
      longest = Math.max(longest, extension.length);
    }
    longestExtension = longest;
  }

  /** Whether the last segment of a path ends in a dot and one of the extensions. */
  boolean isStatic(byte[] path, int start, int end) {
    int dot = end - 1;
    int least = Math.max(start, end - 1 - longestExtension);
    while (dot >= least && path[dot] != '.' && path[dot] != '/') {
      dot--;
    }
    if (dot < least || path[dot] != '.') {
      return false;
    }
    for (byte[] extension : extensions) {
      if (extension.length == end - dot - 1 && endsWith(path, dot + 1, extension)) {
        return true;
      }
    }
    return false;
  }

  private static boolean endsWith(byte[] path, int from, byte[] lowerCase) {
    for (int i = 0; i < lowerCase.length; i++) {
      byte b = path[from + i];
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCase[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether one of the globs stands for the whole path. */
  boolean isExcluded(byte[] path, int start, int end) {
    for (Glob glob : globs) {
      if (glob.matches(path, start, end)) {
        return true;
      }
    }
    return false;
  }
}
