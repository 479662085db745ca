package ai.cequence.cloudfront.source.s3.discovery;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * An SQS queue. It needs {@code sqs:ReceiveMessage}, {@code sqs:DeleteMessage} and {@code
 * sqs:ChangeMessageVisibility}. The queue's URL tells where it is, in an emulator or behind a VPC
 * endpoint too.
 */
final class SqsQueue implements MessageQueue {
  /** Long enough for two failed extensions. */
  static final Duration VISIBILITY = Duration.ofMinutes(5);

  private static final int BATCH = 10;
  private static final int MOST_CALLS = 10;
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final Pattern REGION =
      Pattern.compile("(?:sqs\\.)?([a-z]{2}(?:-[a-z]+)+-\\d)\\..*");

  private final SqsClient client;
  private final String url;

  SqsQueue(URI queue) {
    url = queue.toString();
    client =
        SqsClient.builder()
            .endpointOverride(URI.create(queue.getScheme() + "://" + queue.getRawAuthority()))
            .region(region(queue.getHost()))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder()
                    .connectionTimeout(Duration.ofSeconds(5))
                    .socketTimeout(Duration.ofSeconds(20)))
            .overrideConfiguration(o -> o.apiCallTimeout(Duration.ofSeconds(60)))
            .build();
  }

  static Region region(String host) {
    Matcher matcher = REGION.matcher(host);
    return matcher.matches() ? Region.of(matcher.group(1)) : S3ObjectStore.region();
  }

  /** Full answers are followed by another call, since more is likely to be there. */
  @Override
  public List<QueueMessage> receive() throws IOException {
    List<QueueMessage> all = new ArrayList<>();
    try {
      for (int call = 0; call < MOST_CALLS && all.size() == call * BATCH; call++) {
        int wait = call == 0 ? (int) LONGEST_WAIT.toSeconds() : 0;
        for (Message message :
            client
                .receiveMessage(
                    r ->
                        r.queueUrl(url)
                            .maxNumberOfMessages(BATCH)
                            .waitTimeSeconds(wait)
                            .visibilityTimeout((int) VISIBILITY.toSeconds()))
                .messages()) {
          all.add(new QueueMessage(message.messageId(), message.receiptHandle(), message.body()));
        }
      }
    } catch (SdkException e) {
      if (all.isEmpty()) {
        throw failure("messages", e);
      }
    }
    return all;
  }

  @Override
  public void extend(List<String> receipts) throws IOException {
    try {
      for (List<String> batch : batches(receipts)) {
        List<ChangeMessageVisibilityBatchRequestEntry> entries =
            IntStream.range(0, batch.size())
                .mapToObj(
                    i ->
                        ChangeMessageVisibilityBatchRequestEntry.builder()
                            .id("m" + i)
                            .receiptHandle(batch.get(i))
                            .visibilityTimeout((int) VISIBILITY.toSeconds())
                            .build())
                .toList();
        client.changeMessageVisibilityBatch(r -> r.queueUrl(url).entries(entries));
      }
    } catch (SdkException e) {
      throw failure("an extension", e);
    }
  }

  @Override
  public void delete(List<String> receipts) throws IOException {
    try {
      for (List<String> batch : batches(receipts)) {
        List<DeleteMessageBatchRequestEntry> entries =
            IntStream.range(0, batch.size())
                .mapToObj(
                    i ->
                        DeleteMessageBatchRequestEntry.builder()
                            .id("m" + i)
                            .receiptHandle(batch.get(i))
                            .build())
                .toList();
        client.deleteMessageBatch(r -> r.queueUrl(url).entries(entries));
      }
    } catch (SdkException e) {
      throw failure("a deletion", e);
    }
  }

  private IOException failure(String expected, SdkException e) {
    return new IOException(
        "Expected " + expected + " of queue " + url + ", found " + e.getMessage(), e);
  }

  private static List<List<String>> batches(List<String> receipts) {
    List<List<String>> batches = new ArrayList<>();
    for (int from = 0; from < receipts.size(); from += BATCH) {
      batches.add(receipts.subList(from, Math.min(receipts.size(), from + BATCH)));
    }
    return batches;
  }

  @Override
  public void close() {
    client.close();
  }
}
