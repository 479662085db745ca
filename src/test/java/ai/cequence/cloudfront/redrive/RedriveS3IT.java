package ai.cequence.cloudfront.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.local.BridgeSimulator;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.testing.JobProcess;
import ai.cequence.cloudfront.testing.S3MockProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The command as its script starts it, on the packaged jar, with dead letters in a bucket. */
class RedriveS3IT {
  private static final String BUCKET = "dead";
  private static final String HOUR = "letters/2026/01/31/10/";
  private static final String REDRIVEN = "letters/redriven/2026/01/31/10/";

  @TempDir Path folder;

  @Test
  void countsThenMovesWhatIsChosenAndDelivered() throws Exception {
    List<String> refused =
        Letters.transactions(new LogGenerator(5), 4).stream().map(Letters::refused).toList();
    String rejected = Letters.rejected("corrupt", Letters.OBJECT + ":5", "x");
    String mixed = refused.get(0) + "\n" + rejected + "\n" + refused.get(1) + "\n";
    String whole = refused.get(2) + "\n" + refused.get(3) + "\n";
    try (S3MockProcess s3 = S3MockProcess.start(folder);
        S3Client client = s3.client();
        BridgeSimulator bridge = new BridgeSimulator(0, true)) {
      client.createBucket(r -> r.bucket(BUCKET));
      put(client, HOUR + "a.ndjson", mixed);
      put(client, HOUR + "b.ndjson", whole);

      String counted = run(s3, bridge, "--dry-run");
      assertThat(counted)
          .contains("2 files")
          .containsPattern("refused +4  can be sent")
          .containsPattern("corrupt +1  left: is no whole line");
      assertThat(bridge.requests()).isZero();
      assertThat(keys(client)).containsExactly(HOUR + "a.ndjson", HOUR + "b.ndjson");

      String sent = run(s3, bridge, "--reason", "refused", "--from", "2026-01-31T10:00:00Z");
      assertThat(sent).containsPattern("refused +4  delivered, moved");
      assertThat(bridge.problems()).isEmpty();
      assertThat(bridge.ids()).hasSize(4);
      assertThat(lines(client, REDRIVEN)).containsExactlyInAnyOrderElementsOf(refused);
      assertThat(lines(client, HOUR)).containsExactly(rejected);
    }
  }

  private String run(S3MockProcess s3, BridgeSimulator bridge, String... more) throws Exception {
    List<String> arguments = new ArrayList<>();
    for (String setting :
        List.of(
            "source/s3.paths=s3://logs/",
            "source/s3.endpoint=" + s3.endpoint(),
            "bridge/auth-endpoint=" + bridge.url(),
            "bridge/edge-endpoint=" + bridge.url(),
            "bridge/client-id=test",
            "bridge/client-secret=test",
            "dead-letter/path=s3://" + BUCKET + "/letters/")) {
      arguments.addAll(List.of("--set", setting));
    }
    arguments.addAll(Arrays.asList(more));
    try (JobProcess redrive =
        JobProcess.start(
            folder,
            Redrive.class.getName(),
            S3MockProcess.environment(),
            arguments.toArray(new String[0]))) {
      assertThat(redrive.await()).as(redrive.output()).isZero();
      return redrive.output();
    }
  }

  private static void put(S3Client client, String key, String text) {
    client.putObject(r -> r.bucket(BUCKET).key(key), RequestBody.fromString(text));
  }

  private static List<String> keys(S3Client client) {
    return client.listObjectsV2(r -> r.bucket(BUCKET)).contents().stream()
        .map(S3Object::key)
        .sorted()
        .toList();
  }

  private static List<String> lines(S3Client client, String prefix) {
    List<String> lines = new ArrayList<>();
    for (String key : keys(client)) {
      if (key.startsWith(prefix)) {
        lines.addAll(
            client
                .getObjectAsBytes(r -> r.bucket(BUCKET).key(key))
                .asUtf8String()
                .lines()
                .toList());
      }
    }
    return lines;
  }
}
