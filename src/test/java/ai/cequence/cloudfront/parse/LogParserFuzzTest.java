package ai.cequence.cloudfront.parse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fuzzer's short run, and that it would find something. */
class LogParserFuzzTest {
  /** The inputs of every build begin alike; {@code scripts/fuzz.sh} takes others each time. */
  private static final long SEED = 20261124;

  @TempDir private Path folder;

  @Test
  void nothingIsFoundForTwentySeconds() throws Exception {
    LogParserFuzz.Report report =
        new LogParserFuzz(LogParserFuzz.CORPUS, FuzzTarget::run, SEED).run(Duration.ofSeconds(20));

    System.out.println("Fuzzing the parser, seed " + SEED + ": " + LogParserFuzz.said(report));
    assertThat(report.problem()).isEmpty();
  }

  /** A target with a fault that only an input far from the corpus shows. */
  @Test
  void whatFailsJoinsTheCorpus() throws Exception {
    Files.writeString(folder.resolve("seed"), "aaaaaaaaaaaa\tb\tc\n");

    LogParserFuzz.Report report =
        new LogParserFuzz(folder, LogParserFuzzTest::failsOnThreePercents, 1)
            .run(Duration.ofSeconds(20));

    assertThat(report.problem()).get().asString().contains("three of them", "found-");
    List<Path> found;
    try (Stream<Path> files = Files.list(folder)) {
      found = files.filter(file -> !file.endsWith("seed")).toList();
    }
    assertThat(found).hasSize(1);
    assertThat(Files.readString(found.get(0), StandardCharsets.ISO_8859_1)).contains("%");
  }

  private static Set<String> failsOnThreePercents(byte[] input) {
    long percents =
        new String(input, StandardCharsets.ISO_8859_1).chars().filter(c -> c == '%').count();
    if (percents == 3) {
      throw new IllegalStateException("three of them");
    }
    return Set.of("percents " + percents);
  }

  @Test
  void theSameSeedGivesTheSameInputs() throws IOException {
    byte[] log = Files.readAllBytes(LogParserFuzz.CORPUS.resolve("formats-000"));
    LogMutator one = new LogMutator(7);
    LogMutator other = new LogMutator(7);

    for (int i = 0; i < 1000; i++) {
      assertThat(one.mutate(log, log)).isEqualTo(other.mutate(log, log));
    }
  }
}
