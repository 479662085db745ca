package ai.cequence.cloudfront.testing;

import ai.cequence.cloudfront.local.Loopback;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A standalone Flink session cluster: a process for the JobManager, one for each TaskManager, with
 * the shipped configuration and what Flink's own class path holds, the deployed jar not on it.
 */
public final class ClusterProcesses implements AutoCloseable {
  private static final String JOB_MANAGER =
      "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint";
  private static final String TASK_MANAGER =
      "org.apache.flink.runtime.taskexecutor.TaskManagerRunner";
  private static final int SLOTS = 2;
  private static final int SHOWN = 6_000;

  private final Path folder;
  private final Path properties;
  private final Map<String, String> overrides = new TreeMap<>();
  private final List<Process> processes = new ArrayList<>();
  private final int restPort;

  /**
   * Starts a JobManager.
   *
   * @param folder gets state, logs and configuration
   * @param properties the job's settings
   */
  public ClusterProcesses(Path folder, Path properties) throws IOException {
    this.folder = folder;
    this.properties = properties;
    this.restPort = Loopback.freePort();
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.copy(Path.of("flink-conf/config.yaml"), conf.resolve("config.yaml"));
    Files.copy(Path.of("flink-conf/log4j.properties"), conf.resolve("log4j.properties"));
    overrides.put("jobmanager.rpc.port", String.valueOf(Loopback.freePort()));
    overrides.put("rest.port", String.valueOf(restPort));
    overrides.put("rest.bind-port", String.valueOf(restPort));
    overrides.put("jobmanager.rpc.address", "127.0.0.1");
    overrides.put("rest.address", "127.0.0.1");
    overrides.put("metrics.reporter.prometheus.port", Loopback.freePort() + "-" + 65_000);
    overrides.put("io.tmp.dirs", Files.createDirectories(folder.resolve("tmp")).toString());
    overrides.put("execution.checkpointing.dir", folder.resolve("checkpoints").toUri().toString());
    overrides.put("execution.checkpointing.savepoint-dir", savepoints().toUri().toString());
    overrides.put("execution.checkpointing.interval", "500ms");
    overrides.put("execution.checkpointing.min-pause", "100ms");
    overrides.put("restart-strategy.exponential-delay.initial-backoff", "500ms");
    overrides.put("heartbeat.interval", "500ms");
    overrides.put("heartbeat.timeout", "5s");
    overrides.put("taskmanager.load-balance.mode", "SLOTS");
    overrides.put("taskmanager.numberOfTaskSlots", String.valueOf(SLOTS));
    // What Flink's start script works out from the size of the process.
    overrides.put("taskmanager.cpu.cores", "2");
    overrides.put("taskmanager.memory.task.heap.size", "256m");
    overrides.put("taskmanager.memory.task.off-heap.size", "0");
    overrides.put("taskmanager.memory.network.min", "64m");
    overrides.put("taskmanager.memory.network.max", "64m");
    overrides.put("taskmanager.memory.managed.size", "128m");
    overrides.put("taskmanager.memory.framework.heap.size", "128m");
    overrides.put("taskmanager.memory.framework.off-heap.size", "128m");
    overrides.put("taskmanager.memory.jvm-metaspace.size", "256m");
    overrides.put("taskmanager.memory.jvm-overhead.min", "192m");
    overrides.put("taskmanager.memory.jvm-overhead.max", "192m");
    launch(JOB_MANAGER, "jobmanager", "512m");
  }

  /** Where the JobManager's REST interface is. */
  public URI rest() {
    return URI.create("http://127.0.0.1:" + restPort);
  }

  public Path savepoints() {
    return folder.resolve("savepoints");
  }

  /** Starts one more TaskManager of two slots. */
  public Process startTaskManager() throws IOException {
    return launch(TASK_MANAGER, "taskmanager-" + processes.size(), "512m");
  }

  /** The end of what each process has logged. */
  public String log() throws IOException {
    StringBuilder all = new StringBuilder();
    try (var logs = Files.list(folder)) {
      for (Path log : logs.filter(p -> p.toString().endsWith(".log")).sorted().toList()) {
        String text = Files.readString(log);
        all.append("=== ").append(log.getFileName()).append('\n');
        all.append(text.substring(Math.max(0, text.length() - SHOWN)));
      }
    }
    return all.toString();
  }

  private Process launch(String main, String name, String heap) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String opened : List.of("util", "lang", "nio", "time", "net")) {
      command.add("--add-opens=java.base/java." + opened + "=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:TieredStopAtLevel=1",
            "-Dlog4j.configurationFile=" + folder.resolve("conf/log4j.properties"),
            "-cp",
            Files.readString(Path.of("target/provided-classpath.txt")).strip(),
            main,
            "--configDir",
            folder.resolve("conf").toString()));
    overrides.forEach((key, value) -> command.add("-D" + key + "=" + value));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".log").toFile());
    builder.environment().put("CLOUDFRONT_BRIDGE_PROPERTIES", properties.toString());
    builder.environment().put("FLINK_PLUGINS_DIR", new File("target/plugins").getAbsolutePath());
    Process process = builder.start();
    processes.add(process);
    return process;
  }

  @Override
  public void close() throws InterruptedException {
    for (Process process : processes) {
      process.destroyForcibly().waitFor();
    }
  }
}
