package ai.cequence.cloudfront.source.s3.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.testing.S3MockProcess;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** Listings of a real S3 API. */
class S3SourceIT {
  private static final List<String> CREDENTIALS = List.of("aws.accessKeyId", "aws.secretAccessKey");

  @TempDir static Path server;
  private static S3MockProcess s3;

  @BeforeAll
  static void start() throws Exception {
    CREDENTIALS.forEach(name -> System.setProperty(name, "test"));
    s3 = S3MockProcess.start(server);
  }

  @AfterAll
  static void stop() throws Exception {
    CREDENTIALS.forEach(System::clearProperty);
    if (s3 != null) {
      s3.close();
    }
  }

  private static void put(S3Client client, String bucket, String key, byte[] bytes) {
    client.putObject(r -> r.bucket(bucket).key(key), RequestBody.fromBytes(bytes));
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
}
