package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.Version;
import ai.cequence.cloudfront.testing.BridgeJson;
import ai.cequence.cloudfront.testing.JobProcess;
import ai.cequence.cloudfront.testing.RunFiles;
import ai.cequence.cloudfront.testing.Samples;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar over real logs: exactly the transactions of the contract arrive, and the counts
 * balance.
 */
class SampleRunIT {
  /**
   * Invented logs in which unlike lines share an id: which of them arrives is a matter of order.
   */
  private static final Set<String> INVENTED_IDS =
      Set.of("E3HXCM7PFRG6HT.2023-04-24-21.d740d76bCloudFront.gz", "cf-access-log-sample.gz");

  @TempDir Path folder;

  @Test
  void deliversExactlyTheTransactionsOfTheContract() throws Exception {
    RunFiles files = new RunFiles(folder);
    for (String file : Samples.counts().keySet()) {
      Files.copy(Samples.FOLDER.resolve(file), files.logs().resolve(file));
    }
    try (BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      bridge.keepBodies();
      try (JobProcess job = JobProcess.start(folder, files.arguments(bridge.url()))) {
        assertThat(job.await()).as(job.output()).isZero();
      }

      assertThat(bridge.problems()).isEmpty();
      // Worked out from the files and the documented list of static extensions.
      assertThat(files.readSummary().toString())
          .isEqualTo(
              "{\"lines\":29266,\"directives\":29,\"transactions\":17987,\"skipped\":11250,\"rejected\":0,"
                  + "\"duplicates\":3110,\"delivered\":14877,\"deadLettered\":0,\"requests\":"
                  + bridge.requests()
                  + ",\"retries\":0}");
      assertThat(bridge.ids()).hasSize(14_877);
      assertThat(bridge.repeats()).isZero();
      checkFields(bridge);
    }
  }

  /** Every expected transaction that is not static arrived as one of those that share its id. */
  private static void checkFields(BridgeSimulator bridge) throws IOException {
    Map<String, ObjectNode> delivered = new HashMap<>();
    for (byte[] body : bridge.bodies()) {
      for (JsonNode transaction : BridgeJson.parse(body).get("data")) {
        delivered.put(
            transaction.get("transaction-id").asText(),
            BridgeJson.readable(transaction, Version.current(), "cloudfront-bridge"));
      }
    }
    Map<String, List<String>> expected = new HashMap<>();
    int notStatic = 0;
    for (String file : Samples.counts().keySet()) {
      if (INVENTED_IDS.contains(file)) {
        continue;
      }
      for (ObjectNode one : Samples.expected(file)) {
        one.remove("line");
        String path = one.at("/request/uri-query-fragment").asText();
        if (!path.matches("[^?]*\\.(png|jpg|ico|js|pdf|mp3|gif|css)(\\?.*)?")) {
          notStatic++;
          expected
              .computeIfAbsent(one.get("transaction-id").asText(), id -> new ArrayList<>())
              .add(one.toPrettyString());
        }
      }
    }
    assertThat(notStatic).isEqualTo(21);
    expected.forEach(
        (id, candidates) -> assertThat(candidates).contains(delivered.get(id).toPrettyString()));
  }
}
