package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.ledger.LedgerCount;
import ai.cequence.cloudfront.ledger.LedgerFolder;
import ai.cequence.cloudfront.ledger.LedgerTable;
import ai.cequence.cloudfront.local.BridgeSimulator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a soak run promised, each promise beside what was found. */
final class SoakVerdict {
  private static final String REFUSED = "refused";
  private static final long MORE_HEAP_MEGABYTES = 20;
  private static final long MORE_THREADS = 4;
  private static final long MORE_FILES = 16;
  private static final long MORE_STATE_BYTES = 1_000_000;

  private final Figures figures = new Figures("soak");
  private final Promises promises = new Promises(figures);
  private final BridgeSimulator bridge;
  private final SoakFeed feed;
  private final SoakJob job;
  private final Deliveries deliveries;

  SoakVerdict(BridgeSimulator bridge, SoakFeed feed, SoakJob job, Deliveries deliveries) {
    this.bridge = bridge;
    this.feed = feed;
    this.job = job;
    this.deliveries = deliveries;
  }

  /** Judges what became of every line. */
  void lines(Path folder) throws IOException {
    figures.remark("").remark("every line");
    promises
        .exactly("delivered", "  ids that arrived", deliveries.ids(), feed.sound())
        .exactly("unknown", "  of them never sent", deliveries.count(id -> !isSound(id)), 0)
        .exactly("problems", "  problems the Bridge saw in requests", bridge.problems().size(), 0);
    bridge.problems().forEach(problem -> figures.remark("    " + problem));
    Deliveries.Repeats repeats = deliveries.repeats(job.runs());
    figures
        .add("repeatsOfBatches", "  repeats: a checkpoint's batch, same key", repeats.sameBatch())
        .add("repeatsSince", "  repeats: sent since the checkpoint", repeats.sinceCheckpoint());
    promises.exactly("repeatsNotAllowed", "  repeats: any other", repeats.notAllowed(), 0);
    repeats.examples().forEach(example -> figures.remark("    " + example));
    deadLetters();
    ledger(folder);
  }

  private void deadLetters() throws IOException {
    Set<String> refused = new HashSet<>();
    Set<String> rejected = new HashSet<>();
    long others = 0;
    for (JsonNode letter : letters(job.deadLetters())) {
      String origin = letter.path("origin").asText();
      if (!letter.path("reason").asText().equals(REFUSED)) {
        rejected.add(origin);
      } else if (Boolean.TRUE.equals(feed.isPoison(origin))) {
        refused.add(origin);
      } else {
        others++;
      }
    }
    promises
        .exactly("poison", "  dead letters: poison", refused.size(), feed.poison())
        .exactly("broken", "  dead letters: lines that are none", rejected.size(), feed.broken())
        .exactly("otherDeadLetters", "  dead letters: any other", others, 0);
  }

  private void ledger(Path folder) throws IOException {
    LedgerTable ledger = LedgerTable.read(new LedgerFolder(folder.resolve("ledger").toUri()), "");
    promises
        .exactly(
            "ledgerLines", "  lines in the ledger", ledger.total(LedgerCount.LINES), feed.lines())
        .exactly(
            "ledgerDelivered",
            "  delivered, by the ledger",
            ledger.total(LedgerCount.DELIVERED),
            feed.sound())
        .exactly(
            "ledgerDead",
            "  dead-lettered, by the ledger",
            ledger.total(LedgerCount.DEAD_LETTERED),
            feed.poison())
        .exactly("ledgerUnbalanced", "  hours out of balance", ledger.unbalanced(), 0);
  }

  /** Judges one process at two like moments, an outage between them. */
  void process(ProcessSample before, ProcessSample after) {
    figures
        .remark("")
        .remark("the process after the outage, beside before it")
        .add("residentBefore", "  resident MB before", before.residentMegabytes())
        .add("residentAfter", "  resident MB after", after.residentMegabytes());
    promises
        .atMost(
            "heap",
            "  heap after collection, MB",
            Math.round(after.heapMegabytes()),
            Math.round(before.heapMegabytes()) + MORE_HEAP_MEGABYTES)
        .atMost("threads", "  threads", after.threads(), before.threads() + MORE_THREADS)
        .atMost("files", "  file handles", after.files(), before.files() + MORE_FILES)
        .atMost(
            "state",
            "  checkpoint bytes",
            after.stateBytes(),
            before.stateBytes() * 3 / 2 + MORE_STATE_BYTES)
        .exactly("checkpointsFailed", "  checkpoints failed", after.failed() - before.failed(), 0)
        .exactly("restarts", "  restarts", after.restored() - before.restored(), 0);
  }

  /** Judges all that the job has written. */
  void secrets(Path folder, String secret) throws IOException {
    SecretSearch search = new SecretSearch(List.of(secret, "simulated-", "Bearer "));
    search.search(folder, job.properties());
    figures
        .remark("")
        .remark("secrets")
        .add("filesSearched", "  files searched: output, logs, state", search.files());
    promises.exactly("secrets", "  of them with a secret or a token", search.found().size(), 0);
    search.found().forEach(file -> figures.remark("    " + file));
  }

  /** Prints all, and says whether every promise was kept. */
  boolean print(long seed, int kills, int faults, long seconds) {
    figures
        .remark("")
        .add("seed", "seed", seed)
        .add("seconds", "seconds", seconds)
        .add("kills", "times killed", kills)
        .add("faults", "faults of the Bridge, the outage left out", faults)
        .add("requests", "requests", bridge.requests());
    bridge
        .answers()
        .forEach(
            (status, count) ->
                figures.add("answers" + status, "  of these answered with " + status, count));
    figures
        .add("promisesKept", "promises kept", promises.kept())
        .add("promisesBroken", "promises broken", promises.broken().size());
    promises.broken().forEach(name -> figures.remark("  NOT KEPT: " + name));
    figures.print(System.out);
    return promises.broken().isEmpty();
  }

  private boolean isSound(String id) {
    return Boolean.FALSE.equals(feed.isPoison(id));
  }

  private static List<JsonNode> letters(Path folder) throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> letters = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        for (String line : Files.readAllLines(file)) {
          letters.add(json.readTree(line));
        }
      }
    }
    return letters;
  }
}
