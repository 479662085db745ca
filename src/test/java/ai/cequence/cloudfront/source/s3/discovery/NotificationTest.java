package ai.cequence.cloudfront.source.s3.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NotificationTest {
  private static final Instant TIME = Instant.parse("2026-01-31T12:00:05.123Z");

  /** As S3 sends it. */
  static String s3(String eventName, String encodedKey, long size, String etag, String sequencer) {
    return """
        {"Records":[{"eventVersion":"2.1","eventSource":"aws:s3","awsRegion":"us-east-1",
          "eventTime":"2026-01-31T12:00:05.123Z","eventName":"%s",
          "s3":{"s3SchemaVersion":"1.0","configurationId":"logs","bucket":{"name":"bucket"},
            "object":{"key":"%s","size":%d,"eTag":"%s","sequencer":"%s"}}}]}
        """
        .formatted(eventName, encodedKey, size, etag, sequencer);
  }

  private static String inSns(String message) throws Exception {
    return "{\"Type\":\"Notification\",\"MessageId\":\"1\",\"TopicArn\":\"arn:aws:sns:us-east-1:1:t\",\"Message\":"
        + new ObjectMapper().writeValueAsString(message)
        + "}";
  }

  @Test
  void readsWhatS3SendsAndDecodesTheKey() throws Exception {
    String body =
        s3("ObjectCreated:Put", "logs/a+b%2Bc%25%C3%BC/E1.2026-01-31-12.x.gz", 7, "e", "0A");
    Notification expected =
        new Notification("bucket", "logs/a b+c%ü/E1.2026-01-31-12.x.gz", 7, "e", TIME);
    assertThat(Notification.parse(body)).containsExactly(expected);
    assertThat(Notification.parse(inSns(body))).containsExactly(expected);
  }

  @Test
  void readsWhatEventBridgeSendsAndLeavesTheKeyAsItIs() throws Exception {
    String body =
        """
        {"version":"0","id":"1","detail-type":"Object Created","source":"aws.s3",
         "time":"2026-01-31T12:00:05.123Z","region":"us-east-1",
         "detail":{"version":"0","bucket":{"name":"bucket"},
           "object":{"key":"logs/a+b%20c.gz","size":7,"etag":"e","sequencer":"0A"},
           "reason":"PutObject"}}
        """;
    assertThat(Notification.parse(body))
        .containsExactly(new Notification("bucket", "logs/a+b%20c.gz", 7, "e", TIME));
    assertThat(Notification.parse(body.replace("Object Created", "Object Deleted"))).isEmpty();
  }

  @Test
  void tellsVersionsByWhatThereIs() throws Exception {
    String body = s3("ObjectCreated:Copy", "k", 7, "", "0A");
    assertThat(Notification.parse(body)).extracting(Notification::version).containsExactly("0A");
  }

  @Test
  void testsAndDeletionsTellOfNothing() throws Exception {
    String test =
        "{\"Service\":\"Amazon S3\",\"Event\":\"s3:TestEvent\",\"Time\":\"2026-01-31T12:00:00Z\",\"Bucket\":\"bucket\"}";
    assertThat(Notification.parse(test)).isEmpty();
    assertThat(Notification.parse(inSns(test))).isEmpty();
    assertThat(Notification.parse(s3("ObjectRemoved:Delete", "k", 0, "", "0B"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "17",
        "{}",
        "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\"}]}",
        "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"eventTime\":\"yesterday\",\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"k\"}}}]}",
        "{\"Records\":[{\"eventName\":\"ObjectCreated:Put\",\"eventTime\":\"2026-01-31T12:00:00Z\",\"s3\":{\"bucket\":{\"name\":\"b\"},\"object\":{\"key\":\"%zz\"}}}]}"
      })
  void anythingElseIsPoison(String body) {
    assertThatThrownBy(() -> Notification.parse(body)).isInstanceOf(Notification.Poison.class);
  }

  @Test
  void tellsTheRegionFromTheQueue() {
    assertThat(
            List.of(
                SqsQueue.region("sqs.eu-west-1.amazonaws.com").id(),
                SqsQueue.region("us-gov-east-1.queue.amazonaws.com").id(),
                SqsQueue.region("sqs.ap-southeast-2.vpce.amazonaws.com").id()))
        .containsExactly("eu-west-1", "us-gov-east-1", "ap-southeast-2");
  }
}
