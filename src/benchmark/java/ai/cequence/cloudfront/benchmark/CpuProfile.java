package ai.cequence.cloudfront.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Where the CPU time of a recorded process went: each stack sample of a thread that ran belongs to
 * the first part of the job, or of what it uses, that is found from the top of its stack down. What
 * the JVM itself does (compilation, garbage collection) has no Java stack: it is the rest of the
 * process's CPU time.
 */
final class CpuProfile {
  private static final int SHOWN_METHODS = 25;

  /** Part, and how the names of classes begin that belong to it; the first that fits counts. */
  private static final Map<String, List<String>> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("gunzip", List.of("java.util.zip.", "ai.cequence.cloudfront.source.s3.Gzip"));
    PARTS.put("SHA-256 of batch keys", List.of("sun.security.provider."));
    PARTS.put("reading objects", List.of("ai.cequence.cloudfront.source."));
    PARTS.put("parsing and encoding", List.of("ai.cequence.cloudfront.parse."));
    PARTS.put(
        "HTTP client",
        List.of("jdk.internal.net.http.", "java.net.http.", "ai.cequence.cloudfront.bridge.http."));
    PARTS.put(
        "shuffle: serialisation",
        List.of(
            "ai.cequence.cloudfront.serialization.",
            "org.apache.flink.runtime.io.network.api.serialization.",
            "org.apache.flink.core.memory.",
            "org.apache.flink.runtime.plugable."));
    PARTS.put(
        "deduplication",
        List.of(
            "ai.cequence.cloudfront.pipeline.Dedup",
            "ai.cequence.cloudfront.pipeline.Lane",
            "ai.cequence.cloudfront.pipeline.IdTable",
            "org.rocksdb.",
            "org.apache.flink.state.rocksdb."));
    PARTS.put(
        "windows and batches",
        List.of(
            "ai.cequence.cloudfront.pipeline.Window",
            "ai.cequence.cloudfront.pipeline.OpenWindow",
            "ai.cequence.cloudfront.transaction."));
    PARTS.put("sink", List.of("ai.cequence.cloudfront.bridge.", "ai.cequence.cloudfront.gate."));
    PARTS.put("ledger", List.of("ai.cequence.cloudfront.ledger."));
    PARTS.put("shuffle: network", List.of("org.apache.flink.runtime.io.network."));
    PARTS.put("Flink's operators and mailbox", List.of("org.apache.flink.streaming."));
    PARTS.put("Flink's rest", List.of("org.apache.flink.", "org.apache.pekko."));
  }

  private final Map<String, Long> samplesByPart = new TreeMap<>();
  private final Map<String, Long> samplesByMethod = new TreeMap<>();
  private long samples;

  private CpuProfile() {}

  static CpuProfile of(Path recording) throws IOException {
    CpuProfile profile = new CpuProfile();
    try (RecordingFile events = new RecordingFile(recording)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        RecordedStackTrace stack = event.getStackTrace();
        // Native samples are threads that wait in a call of the system, more often than not.
        if (stack != null && event.getEventType().getName().equals("jdk.ExecutionSample")) {
          profile.add(stack);
        }
      }
    }
    return profile;
  }

  private void add(RecordedStackTrace stack) {
    samples++;
    samplesByPart.merge(part(stack), 1L, Long::sum);
    RecordedFrame top = stack.getFrames().get(0);
    samplesByMethod.merge(
        top.getMethod().getType().getName() + '.' + top.getMethod().getName(), 1L, Long::sum);
  }

  private static String part(RecordedStackTrace stack) {
    for (RecordedFrame frame : stack.getFrames()) {
      String type = frame.getMethod().getType().getName();
      for (Map.Entry<String, List<String>> part : PARTS.entrySet()) {
        if (part.getValue().stream().anyMatch(type::startsWith)) {
          return part.getKey();
        }
      }
    }
    return "other threads of the JDK";
  }

  /**
   * Adds shares of the samples, by part and by method.
   *
   * @param cpuSeconds of the whole process
   * @param transactions that it delivered
   */
  void addTo(Figures figures, double cpuSeconds, double transactions) {
    figures.remark("");
    figures.remark("part of the job: share of %,d stack samples, %%".formatted(samples));
    samplesByPart.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(
            part ->
                figures.add(
                    "share " + part.getKey(),
                    "  " + part.getKey(),
                    100.0 * part.getValue() / samples));
    figures.remark("");
    figures.remark("method on top of the stack: share, %");
    samplesByMethod.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(SHOWN_METHODS)
        .forEach(
            method ->
                figures.remark(
                    "  %5.2f  %s".formatted(100.0 * method.getValue() / samples, method.getKey())));
    figures.remark("");
    figures.remark(
        "CPU-seconds %.1f for %.0f transactions; compilation and garbage collection are in these"
                .formatted(cpuSeconds, transactions)
            + " and have no Java stack");
  }
}
