package ai.cequence.cloudfront.source.s3.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.testing.FakeCredentials;
import ai.cequence.cloudfront.testing.JobProcess;
import ai.cequence.cloudfront.testing.RunFiles;
import ai.cequence.cloudfront.testing.S3MockProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Listing and reading on a real S3 API. */
class S3SourceIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LINES = 40_000;
  private static final int SENT_BEFORE = 2_000;

  @TempDir static Path server;
  private static S3MockProcess s3;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    FakeCredentials.set();
    s3 = S3MockProcess.start(server);
  }

  @AfterAll
  static void stop() throws Exception {
    FakeCredentials.clear();
    if (s3 != null) {
      s3.close();
    }
  }

  private static void put(S3Client client, String bucket, String key, byte[] bytes) {
    client.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
  }

  private static byte[] logs(int seed, int lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new LogGenerator(seed).writeV1(bytes, lines, Instant.parse("2026-01-31T10:00:00Z"));
    return bytes.toByteArray();
  }

  @Test
  void listsWhatTheApiHasPageByPage() throws Exception {
    List<String> keys = new ArrayList<>();
    for (String name :
        List.of("plain", "sp ace", "per%20cent", "plus+", "ümläut", "q?&=#", "'\"<>")) {
      keys.add("a/E1AAAAAAAAAA.2026-01-31-10." + name + ".gz");
    }
    keys.add("a/E2BBBBBBBBBB.2026-01-31-11.x.gz");
    keys.add("a/sub/E3CCCCCCCCCC.2026-01-31-11.x.gz");
    keys.sort(null);
    try (S3Client client = s3.client();
        ObjectStore store = new S3ObjectStore("s3", "listing", s3.endpoint())) {
      client.createBucket(r -> r.bucket("listing"));
      keys.forEach(key -> put(client, "listing", key, new byte[] {1}));

      List<String> found = new ArrayList<>();
      ListingRequest request = new ListingRequest("a/", null, null, null, 2);
      ListingPage page = store.list(request);
      while (true) {
        page.objects().forEach(object -> found.add(object.key()));
        if (page.next() == null) {
          break;
        }
        page = store.list(request.next(page.next()));
      }
      assertThat(found).containsExactlyInAnyOrderElementsOf(keys);
      assertThat(store.list(ListingRequest.children("a/", "/")).groups()).containsExactly("a/sub/");
      assertThat(store.list(ListingRequest.children("a/", ".")).groups())
          .containsExactly("a/E1AAAAAAAAAA.", "a/E2BBBBBBBBBB.", "a/sub/E3CCCCCCCCCC.");
      assertThat(store.list(ListingRequest.below("a/E", "a/E1AAAAAAAAAA.2026-01-31-11")).objects())
          .singleElement()
          .satisfies(
              object -> {
                assertThat(object.key()).isEqualTo("a/E2BBBBBBBBBB.2026-01-31-11.x.gz");
                assertThat(object.length()).isEqualTo(1);
                assertThat(object.etag()).matches("[0-9a-f]{32}");
                assertThat(object.modified()).isAfter(Instant.parse("2026-01-01T00:00:00Z"));
              });
    }
  }

  @Test
  void aRunThatIsKilledInTheMiddleOfObjectsGoesOnThere() throws Exception {
    List<String> keys =
        List.of("logs/E1AAAAAAAAAA.2026-01-31-10.a.gz", "logs/E1AAAAAAAAAA.2026-01-31-10.b.gz");
    List<byte[]> begins = List.of(logs(1, 100), logs(2, 100));
    List<byte[]> ends = List.of(logs(3, LINES), logs(4, LINES));
    try (S3Client client = s3.client();
        BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      client.createBucket(r -> r.bucket("kill"));
      for (int i = 0; i < 2; i++) {
        put(client, "kill", keys.get(i), concatenated(begins.get(i), ends.get(i)));
      }
      put(client, "kill", "logs/sp ace/E1AAAAAAAAAA.2026-01-31-10.ü+%25.gz", logs(5, 10));
      put(client, "kill", "logs/", new byte[0]);
      RunFiles files = new RunFiles(folder);
      String[] arguments =
          files.arguments(
              bridge.url(),
              "--set",
              "source/s3.paths=s3://kill/logs/",
              "--set",
              "source/s3.endpoint=" + s3.endpoint(),
              "--set",
              "filter/static-extensions=none");
      // So slow that the objects cannot be read to their ends before the Bridge has most of them.
      bridge.setDelayMillis(800);
      try (JobProcess job =
          JobProcess.start(
              folder, JobProcess.LOCAL_RUNNER, S3MockProcess.environment(), arguments)) {
        awaitAlive(job, () -> bridge.transactions() > SENT_BEFORE);
        long checkpoint = newestCheckpoint(files);
        // One may be under way; that after it covers what was sent so far.
        awaitAlive(job, () -> newestCheckpoint(files) >= checkpoint + 2);
        job.kill();
      }
      bridge.setDelayMillis(0);
      // Whoever reads the objects from their beginnings now finds damage.
      for (int i = 0; i < 2; i++) {
        byte[] begin = begins.get(i);
        Arrays.fill(begin, 10, begin.length, (byte) 0);
        put(client, "kill", keys.get(i), concatenated(begin, ends.get(i)));
      }
      try (JobProcess job =
          JobProcess.start(
              folder, JobProcess.LOCAL_RUNNER, S3MockProcess.environment(), arguments)) {
        assertThat(job.await()).as(job.output()).isZero();
        assertThat(job.output()).contains("Going on from");
      }

      assertThat(bridge.ids()).hasSize(2 * (100 + LINES) + 10);
      assertThat(bridge.problems()).isEmpty();
      assertThat(files.readDeadLetters()).isEmpty();
      assertThat(files.readSummary().get("lines").asLong())
          .as("lines of the second run: more than any writer holds, so both objects were open")
          .isBetween((long) LINES, 2L * LINES - SENT_BEFORE / 2);
      assertThat(files.readSummary().get("duplicates").asLong())
          .as("nothing was read twice")
          .isZero();
    }
  }

  @Test
  void theScriptsReadFromTheApi() throws Exception {
    try (S3Client client = s3.client();
        BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      client.createBucket(r -> r.bucket("scripts"));
      client.createBucket(r -> r.bucket("others"));
      for (int hour = 10; hour < 14; hour++) {
        put(client, "scripts", "E1AAAAAAAAAA.2026-01-31-%d.x.gz".formatted(hour), logs(hour, 10));
      }
      put(client, "others", "by/E2BBBBBBBBBB/2026/01/31/12/y.gz", logs(20, 10));
      RunFiles files = new RunFiles(folder);
      files.arguments(bridge.url());
      List<String> settings =
          List.of(
              "--properties",
              folder.resolve("properties.json").toString(),
              "--set",
              "source/s3.paths=s3://scripts/,s3a://others/by/",
              "--set",
              "source/s3.endpoint=" + s3.endpoint(),
              "--set",
              "filter/static-extensions=none");

      String backfill =
          run(
              "backfill.sh",
              settings,
              List.of("--from", "2026-01-31T11:00:00Z", "--to", "2026-01-31T13:00:00Z"));
      assertThat(backfill)
          .contains("Backfill of 2 hours")
          .contains("All 3 objects are found and handed out");
      assertThat(bridge.ids()).hasSize(30);

      run("run-local.sh", settings, List.of());
      assertThat(bridge.ids()).as("all five objects").hasSize(50);
      assertThat(bridge.repeats()).as("the two runs share nothing").isEqualTo(30);
    }
  }

  /** Runs a script of the project to its good end; what it prints. */
  private String run(String script, List<String> settings, List<String> more) throws Exception {
    // The build has just made the jar, and a test must not begin another build.
    try (Stream<Path> jars = Files.list(Path.of("target"))) {
      Path jar =
          jars.filter(file -> file.toString().endsWith("-deploy.jar")).findAny().orElseThrow();
      Path built = Path.of("target/built-for-scripts");
      Files.write(built, new byte[0]);
      Files.setLastModifiedTime(built, Files.getLastModifiedTime(jar));
    }
    List<String> command = new ArrayList<>(List.of("scripts/" + script));
    command.addAll(settings);
    command.addAll(more);
    command.addAll(List.of("--checkpoints", folder.resolve(script + "-state").toString()));
    Path output = folder.resolve(script + ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().putAll(S3MockProcess.environment());
    Process process = builder.start();
    try {
      assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as(Files.readString(output)).isZero();
    } finally {
      process.destroyForcibly().waitFor();
    }
    return Files.readString(output);
  }

  /** Number of the newest checkpoint that is complete; 0: none is. */
  private static long newestCheckpoint(RunFiles files) throws IOException {
    return files.completeCheckpoints().stream()
        .map(metadata -> metadata.getParent().getFileName().toString())
        .mapToLong(name -> Long.parseLong(name.substring("chk-".length())))
        .max()
        .orElse(0);
  }

  private static void awaitAlive(JobProcess job, Callable<Boolean> condition) {
    await().atMost(PATIENCE).failFast(() -> !job.isAlive()).until(condition);
  }

  private static byte[] concatenated(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
