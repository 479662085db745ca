package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.local.LocalRunner;
import ai.cequence.cloudfront.local.SimulateBridge;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Whether 20 000 transactions a second fit into one KPU: one CPU, 3 GB of heap, and 1 GB beside it.
 * First deduplication alone, over all ids that it must know at that rate; then the whole job with
 * ten million ids in tables and the rest in cold blocks. Each is a process of its own, tied to one
 * CPU where the system allows.
 */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    description = "Measures whether 20,000 transactions a second fit into one KPU.")
public final class MemoryBenchmark implements Callable<Integer> {
  private static final Path FOLDER = Path.of("target", "benchmark-memory").toAbsolutePath();
  private static final List<String> HEAP_OF_A_KPU = List.of("-Xmx3g");
  private static final int FILES = 20;

  /** Holds ten million ids in tables. */
  private static final String JOB_BUDGET = "dedup/heap=240 MB";

  private static final long LOOK_SECONDS = 10;

  @Parameters(
      index = "0",
      defaultValue = "144000000",
      paramLabel = "IDS",
      description = "ids that come to deduplication at 20,000 a second (${DEFAULT-VALUE}: 2 h)")
  private long ids;

  @Option(
      names = "--lines",
      defaultValue = "16000000",
      paramLabel = "LINES",
      description = "log lines that the whole job reads (${DEFAULT-VALUE}); 0: leave it out")
  private int lines;

  public static void main(String[] args) {
    System.exit(Commands.run(new MemoryBenchmark(), args));
  }

  @Override
  public Integer call() throws Exception {
    WrongArgumentException.unlessBetween("IDS", ids, SteadyDedup.RATE * 60L, Long.MAX_VALUE);
    ScratchFolder.delete(FOLDER);
    Files.createDirectories(FOLDER);
    Figures figures = new Figures("memory").add("ids", "ids at 20,000 a second", ids);
    figures.remark("").remark("deduplication, dedup/heap as it is by default (512 MB)");
    deduplication(figures);
    if (lines > 0) {
      figures.remark("").remark("whole job, " + JOB_BUDGET);
      job(figures);
    }
    ScratchFolder.delete(FOLDER);
    figures.print(System.out);
    return 0;
  }

  private void deduplication(Figures figures) throws IOException, InterruptedException {
    Path output = FOLDER.resolve("dedup.txt");
    List<String> arguments = List.of(String.valueOf(ids), FOLDER.resolve("dedup").toString());
    JsonNode found;
    try (ChildJvm dedup =
        ChildJvm.startOnOneCpu(output, HEAP_OF_A_KPU, SteadyDedup.class, arguments)) {
      dedup.awaitSuccess();
      String said = dedup.output().strip();
      found = new ObjectMapper().readTree(said.substring(said.lastIndexOf('\n') + 1));
    }
    add(figures, found, "unknownPerSecond", "  ids a CPU-second, unknown ones");
    add(
        figures,
        found,
        "knownPerSecond",
        "  ids a CPU-second, known ones of every part of the ttl");
    figures.add(
        "dedupCpuSecondsPerMillion",
        "  CPU-seconds per million, RocksDB and checkpoints included",
        found.get("cpuSecondsPerMillion").asDouble());
    add(figures, found, "coldIds", "  ids in cold blocks at the end");
    add(figures, found, "horizonSeconds", "  seconds for which an id is known");
    add(figures, found, "idsMegabytes", "  heap of tables and filters, MB");
    add(figures, found, "heapMegabytes", "  heap after a full collection, at most, MB");
    add(figures, found, "residentMegabytes", "  resident memory, at most, MB");
    figures.add(
        "checkpointBytesPerId",
        "  checkpoint bytes an id",
        found.get("checkpointBytesPerId").asDouble());
  }

  private static void add(Figures figures, JsonNode found, String key, String name) {
    figures.add(key, name, found.get(key).asLong());
  }

  private void job(Figures figures) throws IOException, InterruptedException {
    Path logs = JobRun.logs(FOLDER.resolve("logs"), FILES, lines / FILES);
    try (ChildJvm bridge =
        ChildJvm.start(FOLDER.resolve("bridge.txt"), SimulateBridge.class, List.of("--discard"))) {
      List<String> arguments =
          JobRun.arguments(FOLDER.resolve("job"), logs, bridge.firstLine(), 1)
              .with("--set", JOB_BUDGET)
              .list();
      try (ChildJvm job =
          ChildJvm.startOnOneCpu(
              FOLDER.resolve("job.txt"), HEAP_OF_A_KPU, LocalRunner.class, arguments)) {
        HeapPeak heap = new HeapPeak(job);
        job.awaitSuccess();
        JobRun run = JobRun.of(job);
        figures
            .add("transactions", "  transactions delivered", (long) run.transactions())
            .add("perSecond", "  transactions a second", (long) run.perSecond())
            .add(
                "cpuSecondsPerMillion",
                "  CPU-seconds per million, start-up included",
                run.perMillion(run.cpuSeconds()))
            .add("jobHeapMegabytes", "  heap after a full collection, at most, MB", heap.end())
            .add("jobResidentMegabytes", "  resident memory, at most, MB", run.peakMegabytes());
      }
    }
  }

  /** Looks at the heap of a process again and again, on a thread of its own. */
  private static final class HeapPeak {
    private final ChildJvm job;
    private final Thread looking = new Thread(this::look, "heap-peak");
    private volatile long megabytes;

    HeapPeak(ChildJvm job) {
      this.job = job;
      looking.setDaemon(true);
      looking.start();
    }

    /** The most that was found. */
    long end() throws InterruptedException {
      looking.interrupt();
      looking.join();
      return megabytes;
    }

    private void look() {
      JobHeap heap = new JobHeap(job.pid());
      try {
        while (true) {
          TimeUnit.SECONDS.sleep(LOOK_SECONDS);
          megabytes = Math.max(megabytes, (long) heap.megabytesAfterCollection());
        }
      } catch (InterruptedException | IOException e) {
        // The process has ended, or is about to.
      }
    }
  }
}
