package ai.cequence.cloudfront.source.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.cequence.cloudfront.config.SourceSettings.InitialPosition;
import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.OnExpiredPosition;
import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.testing.FakeCredentials;
import ai.cequence.cloudfront.testing.kinesis.KinesisLocal;
import ai.cequence.cloudfront.testing.kinesis.KinesisModel;
import ai.cequence.cloudfront.testing.kinesis.SourceHarness;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * The source against somebody else's idea of the protocol: the emulator kinesis-local. A split is
 * read by polling alone, since that emulator never ends a subscription with its shard; merges are
 * left to the contract, since its merged shards begin at a sequence number of a parent.
 */
class KinesisLocalIT {
  private static KinesisLocal emulator;
  private static KinesisClient client;
  @TempDir private static Path folder;

  @BeforeAll
  static void start() throws Exception {
    Optional<String> missing = KinesisLocal.missing();
    assumeTrue(missing.isEmpty(), () -> "SKIPPED: " + missing.orElse(""));
    FakeCredentials.set();
    emulator = KinesisLocal.start(folder, "polled:2,pushed:2");
    client =
        KinesisClient.builder()
            .region(Region.of(KinesisModel.REGION))
            .endpointOverride(emulator.url())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    await()
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> isActive("polled") && isActive("pushed"));
  }

  @AfterAll
  static void stop() throws InterruptedException {
    if (client != null) {
      client.close();
    }
    if (emulator != null) {
      emulator.close();
    }
    FakeCredentials.clear();
  }

  @Test
  void pollsThroughASplitAndARestore() throws Exception {
    put("polled", 1, 40);
    try (SourceHarness<?, ?> run = start("polled", Reader.POLLING)) {
      run.untilEmitted(40);
      SourceHarness.Checkpoint checkpoint = run.checkpoint();
      String first = client.listShards(r -> r.streamName("polled")).shards().get(0).shardId();
      client.splitShard(
          r ->
              r.streamName("polled")
                  .shardToSplit(first)
                  .newStartingHashKey("42535295865117307932921825928971026432"));
      await().atMost(Duration.ofSeconds(20)).until(() -> isActive("polled"));
      put("polled", 41, 40);
      run.untilEmitted(60);
      run.restore(checkpoint, 2);
      run.untilEmitted(80);

      assertThat(run.texts()).hasSize(80).doesNotHaveDuplicates();
    }
  }

  @Test
  void subscribesAndGoesOnAfterARestore() throws Exception {
    put("pushed", 1, 40);
    try (SourceHarness<?, ?> run = start("pushed", Reader.EFO)) {
      run.untilEmitted(40);
      SourceHarness.Checkpoint checkpoint = run.checkpoint();
      put("pushed", 41, 20);
      run.untilEmitted(60);
      run.restore(checkpoint, 1);
      run.untilEmitted(60);

      assertThat(run.texts()).hasSize(60).doesNotHaveDuplicates();
    }
  }

  private static SourceHarness<?, ?> start(String stream, Reader reader) throws Exception {
    String arn =
        client
            .describeStreamSummary(r -> r.streamName(stream))
            .streamDescriptionSummary()
            .streamARN();
    KinesisSettings settings =
        new KinesisSettings(
            List.of(arn),
            List.of(),
            InitialPosition.TRIM_HORIZON,
            null,
            reader,
            "consumer",
            OnExpiredPosition.CONTINUE,
            emulator.url());
    return SourceHarness.start(KinesisLogSource.of(settings), 2);
  }

  private static boolean isActive(String stream) {
    return client
            .describeStreamSummary(r -> r.streamName(stream))
            .streamDescriptionSummary()
            .streamStatus()
        == StreamStatus.ACTIVE;
  }

  private static void put(String stream, int from, int count) {
    List<PutRecordsRequestEntry> entries = new java.util.ArrayList<>();
    for (int i = from; i < from + count; i++) {
      String text = String.valueOf(i);
      entries.add(
          PutRecordsRequestEntry.builder()
              .partitionKey("key-" + text)
              .data(SdkBytes.fromUtf8String(text))
              .build());
    }
    assertThat(client.putRecords(r -> r.streamName(stream).records(entries)).failedRecordCount())
        .isZero();
  }
}
