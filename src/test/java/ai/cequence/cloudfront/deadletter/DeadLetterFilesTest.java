package ai.cequence.cloudfront.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of dead letters: few, whole, named after what is in them. */
class DeadLetterFilesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-31T10:20:00Z"), ZoneOffset.UTC);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aFileIsNamedAfterItsHourAndItsBytes() throws Exception {
    try (DeadLetterFiles letters = new DeadLetterFiles(folder.toUri(), CLOCK)) {
      CompletableFuture<Void> first = letters.add(bytes("{\"a\":1}"));
      CompletableFuture<Void> second = letters.add(bytes("{\"a\":2}"));
      assertThat(first).isNotDone();
      letters.roll();
      letters.roll();
      await().atMost(PATIENCE).until(() -> first.isDone() && second.isDone());
      assertThat(letters.unwrittenBytes()).isZero();
    }
    // sha256sum of the two lines, cut to 32 digits
    assertThat(files())
        .containsExactly(
            folder.resolve("2026/01/31/10/" + WholeFile.name(bytes("{\"a\":1}\n{\"a\":2}\n"))));
    assertThat(Files.readString(files().get(0))).isEqualTo("{\"a\":1}\n{\"a\":2}\n");
    assertThat(WholeFile.name(bytes(""))).isEqualTo("e3b0c44298fc1c149afbf4c8996fb924.ndjson");
  }

  @Test
  void aMillionRejectsOfOneStreamAreSomeFiles() throws Exception {
    byte[] line = bytes("{\"reason\":\"column-count\",\"origin\":\"arn/shard/1\"}");
    CompletableFuture<Void> last = CompletableFuture.completedFuture(null);
    try (DeadLetterFiles letters = new DeadLetterFiles(folder.toUri(), CLOCK)) {
      for (int i = 0; i < 1_000_000; i++) {
        last = letters.add(bytes(i + new String(line, StandardCharsets.UTF_8)));
        if (i % 250_000 == 249_999) {
          letters.roll(); // a checkpoint
        }
      }
      CompletableFuture<Void> durable = last;
      await().atMost(PATIENCE).until(durable::isDone);
    }
    long total = 0;
    for (Path file : files()) {
      long size = Files.size(file);
      assertThat(size).isLessThan(DeadLetterFiles.FULL_BYTES + 1_000L);
      assertThat(file.getFileName().toString()).isEqualTo(WholeFile.name(Files.readAllBytes(file)));
      total += size;
    }
    assertThat(total).isEqualTo(1_000_000L * (line.length + 1) + 5_888_890);
    assertThat(files().size()).isBetween(7, 12);
  }

  @Test
  void whatCannotBeWrittenIsTriedUntilItCan() throws Exception {
    Path blocked = folder.resolve("2026");
    Files.writeString(blocked, "a file where a folder should be");
    try (DeadLetterFiles letters = new DeadLetterFiles(folder.toUri(), CLOCK)) {
      CompletableFuture<Void> durable = letters.add(bytes("{}"));
      letters.roll();
      assertThat(letters.unwrittenBytes()).isEqualTo(3);
      Files.delete(blocked);
      await().atMost(PATIENCE).until(durable::isDone);
      assertThat(letters.unwrittenBytes()).isZero();
    }
    assertThat(files()).hasSize(1);
  }

  @Test
  void aFileSystemThatFailsInItsOwnWayIsTriedAgain() throws Exception {
    AtomicInteger failures = new AtomicInteger(1);
    DeadLetterFiles.Store store =
        (file, bytes) -> {
          if (failures.getAndDecrement() > 0) {
            throw new IllegalStateException("Connection pool shut down");
          }
          WholeFile.write(file, bytes);
        };
    try (DeadLetterFiles letters = new DeadLetterFiles(folder.toUri(), CLOCK, store)) {
      CompletableFuture<Void> durable = letters.add(bytes("{}"));
      letters.roll();
      await().atMost(Duration.ofSeconds(10)).until(durable::isDone);
      assertThat(letters.unwrittenBytes()).isZero();
    }
    assertThat(files()).hasSize(1);
  }
}
