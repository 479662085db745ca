package ai.cequence.cloudfront.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The heap of another Java process, as the JDK's own tool tells it. */
final class JobHeap {
  private static final Pattern USED =
      Pattern.compile("(?:heap|generation) +total \\d+K, used (\\d+)K");

  private final long pid;

  JobHeap(long pid) {
    this.pid = pid;
  }

  /** What is left after a full collection, megabytes of a million bytes. */
  double megabytesAfterCollection() throws IOException, InterruptedException {
    jcmd("GC.run");
    Matcher used = USED.matcher(jcmd("GC.heap_info"));
    double kilobytes = 0;
    while (used.find()) {
      kilobytes += Double.parseDouble(used.group(1));
    }
    return kilobytes * 1024 / 1e6;
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    Process process =
        new ProcessBuilder(tool, String.valueOf(pid), command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("Expected an answer of jcmd, found: " + said);
    }
    return said;
  }
}
