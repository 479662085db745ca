package ai.cequence.cloudfront.redrive;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.Failures;
import ai.cequence.cloudfront.SettingsOptions;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.bridge.BridgeSink;
import ai.cequence.cloudfront.bridge.http.BridgeClients;
import ai.cequence.cloudfront.config.ConfigurationException;
import ai.cequence.cloudfront.config.LogLevel;
import ai.cequence.cloudfront.config.PropertySource;
import ai.cequence.cloudfront.config.Settings;
import ai.cequence.cloudfront.config.SettingsLoader;
import ai.cequence.cloudfront.pipeline.Topology;
import ai.cequence.cloudfront.source.s3.S3FileSystem;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends dead letters again. May be stopped at any moment: nothing is lost, at worst repeated. */
@Command(
    name = "redrive.sh",
    mixinStandardHelpOptions = true,
    description = {
      "Sends dead letters again and moves what the Bridge took to redriven/ beside the rest.",
      "Transactions are sent as they are; rejected lines are parsed again with the settings given."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:done; the table says what was left and why",
      "1:the Bridge did not answer, or a file could not be read or moved",
      "2:arguments or configuration"
    })
public final class Redrive implements Callable<Integer> {
  private static final int DONE = 0;
  private static final int FAILED = 1;
  private static final int MISCONFIGURED = 2;

  @Mixin private SettingsOptions settings = new SettingsOptions();

  @Option(
      names = "--path",
      paramLabel = "URI",
      description = "folder or S3 prefix with dead letters (the setting dead-letter/path)")
  private @Nullable String path;

  @Option(
      names = "--reason",
      paramLabel = "WORD",
      split = ",",
      description = "only dead letters with this reason, such as refused; repeatable")
  private Set<String> reasons = new TreeSet<>();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description = "only those written at this time or later, such as 2026-01-31T10:00:00Z")
  private @Nullable Instant from;

  @Option(names = "--to", paramLabel = "TIME", description = "only those written before this time")
  private @Nullable Instant to;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "200",
      description = "most transactions a second (${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "gives up after that long without any answer (${DEFAULT-VALUE})")
  private int patienceSeconds;

  @Option(
      names = "--job-name",
      paramLabel = "NAME",
      defaultValue = "cloudfront-bridge",
      description = "instance_id of lines that are parsed again (${DEFAULT-VALUE})")
  private String jobName = "cloudfront-bridge";

  @Option(names = "--dry-run", description = "counts by reason; sends and moves nothing")
  private boolean dryRun;

  public static void main(String[] args) {
    System.exit(Commands.run(new Redrive(), args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Settings loaded;
    DeadLetterFolder folder;
    List<org.apache.flink.core.fs.Path> files;
    try {
      checkArguments();
      loaded = SettingsLoader.load(source().install());
      LogLevel.apply(loaded.logging());
      S3FileSystem.initialize(new Configuration(), loaded.source().s3());
      folder = new DeadLetterFolder(folder(loaded));
      files = folder.files();
    } catch (ConfigurationException | WrongArgumentException e) {
      throw e;
    } catch (FileNotFoundException e) {
      System.err.println("Expected a folder with dead letters, found none: " + e.getMessage());
      return MISCONFIGURED;
    } catch (IOException | RuntimeException e) {
      System.err.println("The dead letters cannot be listed: " + Failures.reason(e));
      return FAILED;
    }
    return redrive(loaded, folder, files);
  }

  private void checkArguments() {
    WrongArgumentException.unlessBetween("--rate", rate, 1, 100_000);
    WrongArgumentException.unlessBetween("--patience", patienceSeconds, 1, 86_400);
    if (from != null && to != null && !from.isBefore(to)) {
      throw new ConfigurationException(
          List.of("--from: expected a time before --to, found " + from + " and " + to));
    }
  }

  private PropertySource source() {
    PropertySource source = settings.source();
    return path == null ? source : source.with("dead-letter", "path", path);
  }

  private static URI folder(Settings settings) {
    return settings.deadLetter().path();
  }

  private int redrive(
      Settings loaded, DeadLetterFolder folder, List<org.apache.flink.core.fs.Path> files)
      throws InterruptedException {
    Selection selection = new Selection(reasons, from, to);
    Reviver reviver = new Reviver(Topology.parserSettings(loaded, jobName));
    if (dryRun) {
      FileRedrive counting = new FileRedrive(folder, selection, reviver, loaded.window(), null);
      return report(files.size(), counting, redriveAll(counting, files));
    }
    try (BridgeClients.Lease lease = BridgeSink.lease(loaded.bridge())) {
      Sender sender = new Sender(lease.client(), rate, Duration.ofSeconds(patienceSeconds));
      FileRedrive sending = new FileRedrive(folder, selection, reviver, loaded.window(), sender);
      return report(files.size(), sending, redriveAll(sending, files));
    }
  }

  /** Whether all went well; a file that cannot be read or moved does not keep the others. */
  private static boolean redriveAll(FileRedrive redrive, List<org.apache.flink.core.fs.Path> files)
      throws InterruptedException {
    boolean well = true;
    for (org.apache.flink.core.fs.Path file : files) {
      try {
        redrive.redrive(file);
      } catch (IOException e) {
        left(file, e);
        well = false;
      } catch (Sender.OutOfPatience e) {
        for (Throwable moving : e.getSuppressed()) {
          left(file, moving);
        }
        System.err.println("The Bridge does not answer; the rest is left, run this again later");
        return false;
      }
    }
    return well;
  }

  private static void left(org.apache.flink.core.fs.Path file, Throwable why) {
    System.err.println(file + " is left as it is: " + Failures.reason(why));
  }

  private static int report(int files, FileRedrive redrive, boolean well) {
    System.out.printf("%,d files%n", files);
    redrive.fates().print(System.out);
    return well ? DONE : FAILED;
  }
}
