package ai.cequence.cloudfront.parse;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** Tells which sound requests are not to be sent. */
final class PathFilter {
  private final byte[][] extensions;

  private final byte[][] globs;
  private final int longestExtension;

  PathFilter(Set<String> staticExtensions, List<String> excludedPaths) {
    extensions =
        staticExtensions.stream()
            .map(extension -> extension.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    globs =
        excludedPaths.stream()
            .map(glob -> glob.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
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
    for (byte[] glob : globs) {
      if (matches(glob, 0, path, start, end)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@code *}: any but a slash, {@code **}: any, {@code ?}: one but a slash. Goes back to the last
   * star only, so no path takes exponential time.
   */
  private static boolean matches(byte[] glob, int g, byte[] path, int p, int end) {
    int starGlob = -1;
    int starPath = -1;
    int anyGlob = -1;
    int anyPath = -1;
    while (true) {
      if (g < glob.length && glob[g] == '*') {
        if (g + 1 < glob.length && glob[g + 1] == '*') {
          g += 2;
          anyGlob = g;
          anyPath = p;
          starGlob = -1;
        } else {
          g++;
          starGlob = g;
          starPath = p;
        }
        continue;
      }
      if (p == end && g == glob.length) {
        return true;
      }
      if (p < end
          && g < glob.length
          && (glob[g] == path[p] || (glob[g] == '?' && path[p] != '/'))) {
        g++;
        p++;
        continue;
      }
      if (starGlob >= 0 && starPath < end && path[starPath] != '/') {
        g = starGlob;
        p = ++starPath;
      } else if (anyGlob >= 0 && anyPath < end) {
        g = anyGlob;
        p = ++anyPath;
        starGlob = -1;
      } else {
        return false;
      }
    }
  }
}
