package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.CloudFrontBridgeJob;
import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.Failures;
import ai.cequence.cloudfront.SettingsOptions;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.config.PropertySource;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.source.s3.S3FileSystem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Runs the job in this process: with arguments against real endpoints, without as a demo against a
 * simulated Bridge.
 */
@Command(
    name = "run-local.sh",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the job on this machine.",
      "Without --properties it is a demo: a simulated Bridge, bundled logs, no configuration."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done, or stopped by SIGTERM", "1:the job failed", "2:configuration"})
public final class LocalRunner implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISCONFIGURED = 2;

  @Mixin private SettingsOptions settings;

  @Option(
      names = "--checkpoints",
      paramLabel = "DIR",
      description = "where state is kept; goes on from what is there")
  private Path checkpoints;

  @Option(
      names = "--checkpoint-interval",
      paramLabel = "SECONDS",
      defaultValue = "1",
      description =
          "from one checkpoint to the next (${DEFAULT-VALUE}; the managed service has 60)")
  private int checkpointSeconds;

  @Option(
      names = "--summary",
      paramLabel = "FILE",
      description = "counts as JSON, written at a clean end")
  private Path summary;

  @Option(
      names = "--parallelism",
      paramLabel = "N",
      defaultValue = "1",
      description = "subtasks (${DEFAULT-VALUE})")
  private int parallelism;

  @Option(
      names = "--ui-port",
      paramLabel = "N",
      defaultValue = "0",
      description = "port of Flink's web UI on loopback; 0: any free one")
  private int uiPort;

  @Option(
      names = "--live",
      description =
          "a demo that goes on until Ctrl-C: generated requests arrive, and the page of the"
              + " simulated Bridge shows what becomes of them")
  private boolean live;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "40",
      description = "requests a second of the live demo (${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--metrics-port",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "port of Flink's Prometheus reporter; 0: none. The reporter listens on every interface of"
              + " this machine, so it is off unless asked for")
  private int metricsPort;

  private final CleanStop stop = new CleanStop();

  public static void main(String[] args) {
    int status = Commands.run(new LocalRunner(), args);
    // A halt, since a shutdown hook may be waiting for this run to end.
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(status);
  }

  @Override
  public Integer call() throws Exception {
    Runtime.getRuntime().addShutdownHook(new Thread(stop, "clean-stop"));
    WrongArgumentException.unlessBetween("--parallelism", parallelism, 1, 256);
    WrongArgumentException.unlessBetween("--checkpoint-interval", checkpointSeconds, 1, 3600);
    WrongArgumentException.unlessBetween("--rate", rate, 1, 10_000);
    WrongArgumentException.unlessFolder("--checkpoints", checkpoints);
    WrongArgumentException.unlessWritable("--summary", summary);
    if (!mayListen("--ui-port", uiPort) || !mayListen("--metrics-port", metricsPort)) {
      return MISCONFIGURED;
    }
    if (live && settings.areGiven()) {
      System.err.println("--live: expected neither --properties nor --set, which it brings itself");
      return MISCONFIGURED;
    }
    if (!settings.areGiven()) {
      return demo();
    }
    return run(SettingsLoader.load(settings.source().install()), Optional.empty());
  }

  private int demo() throws Exception {
    Path folder = DemoFolder.create();
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      bridge.show(new ProcessView());
      System.out.println("A simulated Bridge listens at " + bridge.url());
      System.out.println("Open that in a browser to see what arrives and to make the Bridge fail.");
      return live ? liveDemo(folder, bridge) : boundedDemo(folder, bridge);
    }
  }

  private int boundedDemo(Path folder, BridgeSimulator bridge) throws Exception {
    System.out.println("This demo ends by itself; --live is one that goes on.");
    PropertySource source = DemoInput.create(folder, bridge.url());
    int status =
        run(SettingsLoader.load(source.install()), Optional.of(new DemoReport(bridge, folder)));
    return status == DONE && !bridge.problems().isEmpty() ? FAILED : status;
  }

  private int liveDemo(Path folder, BridgeSimulator bridge) throws Exception {
    System.out.println("Ctrl-C ends this demo.");
    PropertySource source = DemoInput.live(folder, bridge.url());
    try (LiveTraffic traffic = new LiveTraffic(folder, rate)) {
      traffic.start();
      return run(
          SettingsLoader.load(source.install()), Optional.of(new DemoReport(bridge, folder)));
    }
  }

  private int run(Settings loaded, Optional<DemoReport> demo) throws Exception {
    boolean temporary = checkpoints == null;
    CheckpointFolder folder =
        new CheckpointFolder(
            temporary
                ? Files.createTempDirectory("cloudfront-bridge-")
                : checkpoints.toAbsolutePath());
    folder.prepare();
    Optional<Path> resume = folder.resume(System.out);
    int port = uiPort == 0 ? Loopback.freePort() : uiPort;
    System.out.println("Flink's web UI is at http://127.0.0.1:" + port + " while the job runs.");
    Configuration configuration =
        LocalCluster.configuration(
            folder, parallelism, Duration.ofSeconds(checkpointSeconds), port, resume);
    LocalCluster.report(configuration, metricsPort);
    if (metricsPort != 0) {
      System.out.println("Prometheus metrics are at http://127.0.0.1:" + metricsPort + "/metrics");
    }
    S3FileSystem.initialize(configuration, loaded.source().s3());
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironmentWithWebUI(configuration);
    CloudFrontBridgeJob.define(env, loaded);
    JobClient job = env.executeAsync(CloudFrontBridgeJob.name(env));
    RunReport report = new RunReport(System.out, demo.map(DemoReport::bridge));
    Runnable told =
        () -> {
          report.print(!temporary);
          demo.ifPresent(d -> d.print(System.out));
        };
    stop.began(
        new CleanStop.Running(
            job,
            folder,
            !temporary,
            () -> {
              finish(report, folder, temporary, false);
              told.run();
            }));
    report.start();
    try {
      job.getJobExecutionResult().get();
    } catch (java.util.concurrent.ExecutionException e) {
      if (stop.isStopping()) {
        return stop.await();
      }
      report.stop();
      System.err.println("The job failed: " + Failures.rootReason(e));
      if (temporary) {
        deleteTemporary(folder);
      }
      return FAILED;
    }
    if (stop.isStopping()) {
      return stop.await();
    }
    finish(report, folder, temporary, true);
    told.run();
    return DONE;
  }

  /** Says so where a port is none, or is in use: Flink would say it late, or only in its log. */
  private static boolean mayListen(String option, int port) {
    WrongArgumentException.unlessBetween(option, port, 0, 65_535);
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      System.err.println(option + ": expected a free port, found " + port + " in use");
      return false;
    }
  }

  private static void deleteTemporary(CheckpointFolder folder) {
    try {
      CheckpointFolder.delete(folder.path());
    } catch (IOException e) {
      System.err.println(
          "Expected to remove " + folder.path() + ", found " + Failures.reason(e) + "; it is left");
    }
  }

  private void finish(RunReport report, CheckpointFolder folder, boolean temporary, boolean ended) {
    report.stop();
    try {
      if (ended && !temporary) {
        folder.markEnded();
      }
      if (summary != null) {
        report.writeSummary(summary.toAbsolutePath());
      }
    } catch (IOException e) {
      System.err.println("The run is complete, but its files are not: " + Failures.reason(e));
    }
    if (temporary) {
      deleteTemporary(folder);
    }
  }
}
