package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.testing.JobProcess;
import ai.cequence.cloudfront.testing.RunFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that end in every way, and what the next one makes of it. */
class KillAndResumeIT {
  private static final int FILES = 12;
  private static final int LINES = 5_000;

  /** With eight requests of 250 under way, all lines take nine seconds and more. */
  private static final int BUSY_MILLIS = 300;

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  private RunFiles generated() throws IOException {
    RunFiles files = new RunFiles(folder);
    files.generateLogs(FILES, LINES);
    return files;
  }

  private static String[] allLines(RunFiles files, BridgeSimulator bridge) throws IOException {
    // Static files are sent too, so that every generated id is expected.
    return files.arguments(bridge.url(), "--set", "filter/static-extensions=none");
  }

  @Test
  void aKilledRunGoesOnWithoutLosingAnything() throws Exception {
    RunFiles files = generated();
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      bridge.setDelayMillis(BUSY_MILLIS);
      try (JobProcess job = JobProcess.start(folder, allLines(files, bridge))) {
        await()
            .atMost(PATIENCE)
            .until(() -> bridge.transactions() > 2_000 && !files.completeCheckpoints().isEmpty());
        // Slow answers: the checkpoint that completes now holds batches that are under way.
        bridge.setDelayMillis(3_000);
        int completed = files.completeCheckpoints().size();
        long newest = newest(files);
        await().atMost(PATIENCE).until(() -> completed > 0 && newest(files) > newest + 1);
        assertThat(job.isAlive()).isTrue();
        job.kill();
      }
      assertThat(bridge.ids().size()).isLessThan(FILES * LINES);
      bridge.setDelayMillis(0);

      try (JobProcess job = JobProcess.start(folder, allLines(files, bridge))) {
        assertThat(job.await()).as(job.output()).isZero();
        assertThat(job.output()).contains("Going on from").contains("sent again under their keys");
      }

      assertThat(bridge.ids()).as("every id").hasSize(FILES * LINES);
      assertThat(bridge.problems()).as("the same body under the same key").isEmpty();
      long lines = files.readSummary().get("lines").asLong();
      assertThat(lines)
          .as("lines that the second run accounts for")
          .isLessThan((long) FILES * (LINES + 2));
      assertThat(bridge.sentTwice()).as("batches that came again under their old key").isNotEmpty();
      balances(files);
    }
  }

  /** One subtask has nothing more to read before the other, and both wait for a checkpoint. */
  @Test
  void aRunOfTwoSubtasksEnds() throws Exception {
    RunFiles files = generated();
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      List<String> arguments = new ArrayList<>(List.of(allLines(files, bridge)));
      arguments.addAll(List.of("--parallelism", "2", "--checkpoint-interval", "3"));
      try (JobProcess job = JobProcess.start(folder, arguments.toArray(String[]::new))) {
        assertThat(job.await()).as(job.output()).isZero();
      }
      assertThat(bridge.ids()).hasSize(FILES * LINES);
      balances(files);
    }
  }

  @Test
  void aRunThatIsStoppedWhileItStartsEndsCleanly() throws Exception {
    RunFiles files = generated();
    try (BridgeSimulator bridge = new BridgeSimulator(0, true);
        JobProcess job = JobProcess.start(folder, allLines(files, bridge))) {
      await().atMost(PATIENCE).until(() -> job.output().contains("web UI"));
      job.terminate();
      assertThat(job.await()).as(job.output()).isZero();
    }
  }

  @Test
  void aStoppedRunGoesOnFromItsSavepoint() throws Exception {
    RunFiles files = generated();
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      bridge.setDelayMillis(BUSY_MILLIS);
      try (JobProcess job = JobProcess.start(folder, allLines(files, bridge))) {
        await().atMost(PATIENCE).until(() -> bridge.transactions() > 2_000);
        job.terminate();
        assertThat(job.await()).as(job.output()).isZero();
        assertThat(job.output()).contains("Stopped; the next run goes on from");
      }
      assertThat(files.readSummary().get("delivered").asLong()).isPositive();
      assertThat(bridge.ids().size()).isLessThan(FILES * LINES);
      bridge.setDelayMillis(0);
      try (JobProcess job = JobProcess.start(folder, allLines(files, bridge))) {
        assertThat(job.await()).as(job.output()).isZero();
      }
      assertThat(bridge.ids()).hasSize(FILES * LINES);
      balances(files);

      try (JobProcess job = JobProcess.start(folder, allLines(files, bridge))) {
        assertThat(job.await()).as(job.output()).isZero();
        assertThat(job.output()).contains("this one starts afresh");
      }
      assertThat(files.readSummary().get("lines").asLong()).isEqualTo((long) FILES * (LINES + 2));
    }
  }

  @Test
  void aBridgeThatGoesDownAsTheInputEndsDelaysTheEnd() throws Exception {
    RunFiles files = new RunFiles(folder);
    new LogGenerator(1)
        .writeV1(
            Files.newOutputStream(files.logs().resolve("a.gz")),
            3_000,
            Instant.parse("2026-01-31T10:00:00Z"));
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      bridge.setFault(BridgeSimulator.Fault.UNAVAILABLE);
      try (JobProcess job = JobProcess.start(folder, allLines(files, bridge))) {
        await().atMost(PATIENCE).until(() -> bridge.requests() > 3);
        int checkpoints = files.completeCheckpoints().size();
        long newest = newest(files);
        await().atMost(PATIENCE).until(() -> checkpoints >= 0 && newest(files) >= newest + 3);
        assertThat(job.isAlive()).as(job.output()).isTrue();
        assertThat(bridge.transactions()).isZero();
        bridge.setFault(BridgeSimulator.Fault.NONE);
        assertThat(job.await()).as(job.output()).isZero();
        assertThat(job.output()).contains("answers with status 503").doesNotContain("Exception");
      }
      assertThat(bridge.ids()).hasSize(3_000);
      assertThat(bridge.repeats()).isZero();
      balances(files);
      assertThat(files.readSummary().get("lines").asLong()).as("no restart").isEqualTo(3_002);
    }
  }

  @Test
  void poisonAndBrokenLinesBecomeDeadLetters() throws Exception {
    RunFiles files = new RunFiles(folder);
    LogGenerator generator = new LogGenerator(3);
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      String line = generator.line(Instant.parse("2026-01-31T10:00:00Z").plusSeconds(i));
      log.append(i == 77 ? line.replaceFirst("\t/[^\t]*", "\t/poison") : line);
      if (i == 99) {
        log.append("neither date nor columns\n");
      }
    }
    Files.writeString(files.logs().resolve("plain.log"), log);
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      bridge.setPoison("/poison");
      try (JobProcess job = JobProcess.start(folder, allLines(files, bridge))) {
        assertThat(job.await()).as(job.output()).isZero();
      }
      assertThat(bridge.ids()).hasSize(499);
      assertThat(files.readSummary().get("rejected").asInt()).isEqualTo(1);
      assertThat(files.readSummary().get("deadLettered").asInt()).isEqualTo(1);
      balances(files);
      assertThat(files.readDeadLetters())
          .extracting(
              letter ->
                  letter.get("reason").asText()
                      + " "
                      + letter.has("record")
                      + " "
                      + letter.path("status").asInt())
          .containsExactlyInAnyOrder("unknown-format true 0", "refused false 400");
      assertThat(
              files.readDeadLetters().stream()
                  .filter(l -> l.has("record"))
                  .findFirst()
                  .orElseThrow()
                  .get("origin")
                  .asText())
          .endsWith("/logs/plain.log:101");
    }
  }

  @Test
  void everyProblemOfTheConfigurationIsListed() throws Exception {
    try (JobProcess job =
        JobProcess.start(folder, "--set", "bridge/gzip=maybe", "--set", "bridge/client-id=x")) {
      assertThat(job.await()).isEqualTo(2);
      assertThat(job.output())
          .contains("bridge/gzip: expected true or false", "source/s3.paths", "dead-letter/path")
          .doesNotContain("\tat ");
    }
  }

  /** Number of the newest complete checkpoint; 0 where there is none. */
  private static long newest(RunFiles files) throws IOException {
    return files.completeCheckpoints().stream()
        .map(file -> file.getParent().getFileName().toString())
        .filter(name -> name.startsWith("chk-"))
        .mapToLong(name -> Long.parseLong(name.substring(4)))
        .max()
        .orElse(0);
  }

  private static void balances(RunFiles files) throws IOException {
    var s = files.readSummary();
    assertThat(s.get("lines").asLong())
        .as(s.toString())
        .isEqualTo(
            s.get("directives").asLong()
                + s.get("transactions").asLong()
                + s.get("skipped").asLong()
                + s.get("rejected").asLong());
    assertThat(s.get("transactions").asLong())
        .as(s.toString())
        .isEqualTo(
            s.get("duplicates").asLong()
                + s.get("delivered").asLong()
                + s.get("deadLettered").asLong());
  }
}
