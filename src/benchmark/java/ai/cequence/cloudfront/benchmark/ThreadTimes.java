package ai.cequence.cloudfront.benchmark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * CPU time of a process's threads, the JVM's own included, as Linux tells it: looked at again and
 * again, since a thread that has ended is no longer told of.
 */
final class ThreadTimes {
  private static final double TICKS_A_SECOND = 100;
  private static final int USER_TICKS = 11;
  private static final int SYSTEM_TICKS = 12;

  /** Group, and how the names of its threads begin; the first that fits counts. */
  private static final Map<String, Pattern> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("compilation to machine code", Pattern.compile("C[12] Compiler.*"));
    GROUPS.put("garbage collection", Pattern.compile("GC Thread.*|G1 .*|VM Thread|VM Periodic.*"));
    GROUPS.put("task: emit, parse, encode, shuffle", Pattern.compile("Source: .*"));
    GROUPS.put("task: deduplicate, window, sink", Pattern.compile("Deduplicate.*"));
    GROUPS.put("fetching and gunzip", Pattern.compile("log-object-read.*|log-folder-list.*"));
    GROUPS.put("HTTP client", Pattern.compile("HttpClient-.*|bridge-.*"));
    GROUPS.put("checkpoints", Pattern.compile("AsyncOperations.*|jobmanager-io.*|rocksdb.*"));
    GROUPS.put("Flink's cluster in this process", Pattern.compile("flink-.*|pekko.*|Flink.*"));
    GROUPS.put("main (start)", Pattern.compile("java"));
  }

  private final Map<String, String> names = new HashMap<>();
  private final Map<String, Double> seconds = new HashMap<>();

  /** Looks at the threads that there are now. */
  void look(long pid) {
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
      for (Path task : tasks) {
        look(task);
      }
    } catch (IOException e) {
      // It has ended meanwhile, or this is not Linux.
    }
  }

  private void look(Path task) {
    try {
      String stat = Files.readString(task.resolve("stat"));
      String id = task.getFileName().toString();
      names.put(id, stat.substring(stat.indexOf('(') + 1, stat.lastIndexOf(')')));
      seconds.put(id, cpuSeconds(stat));
    } catch (IOException e) {
      // The thread has ended meanwhile.
    }
  }

  /**
   * CPU time of a process or a thread.
   *
   * @param stat what its file {@code stat} below {@code /proc} says
   */
  static double cpuSeconds(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS]))
        / TICKS_A_SECOND;
  }

  /** Seconds by group, in a fixed order. */
  Map<String, Double> byGroup() {
    Map<String, Double> groups = new LinkedHashMap<>();
    GROUPS.keySet().forEach(group -> groups.put(group, 0.0));
    groups.put("other threads", 0.0);
    seconds.forEach((id, value) -> groups.merge(group(names.get(id)), value, Double::sum));
    return groups;
  }

  private static String group(String name) {
    for (Map.Entry<String, Pattern> group : GROUPS.entrySet()) {
      if (group.getValue().matcher(name).matches()) {
        return group.getKey();
      }
    }
    return "other threads";
  }
}
