package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.config.ConfigurationException;
import ai.cequence.cloudfront.config.RealTimeFields;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** Puts generated real-time log records into a Kinesis stream at a steady rate. */
@Command(
    name = "put-real-time-logs",
    mixinStandardHelpOptions = true,
    description = "Puts generated real-time log records into a Kinesis stream at a steady rate.")
public final class PutRealTimeLogs implements Callable<Integer> {
  private static final long BATCH_MILLIS = 200;
  private static final int MOST_A_CALL = 500;

  @Option(names = "--stream-arn", required = true, description = "stream to put to")
  private String streamArn;

  @Option(names = "--endpoint", description = "of an emulator or VPC endpoint")
  private URI endpoint;

  @Option(
      names = "--rate",
      defaultValue = "50",
      description = "records a second (${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--seconds",
      defaultValue = "30",
      description = "how long to put records (${DEFAULT-VALUE})")
  private int seconds;

  @Option(
      names = "--fields",
      split = ",",
      description = "fields of the real-time log configuration (all)")
  private List<String> fields = RealTimeFields.ALL;

  public static void main(String[] args) {
    System.exit(Commands.run(new PutRealTimeLogs(), args));
  }

  @Override
  public Integer call() throws Exception {
    if (!streamArn.matches("arn:[^:]+:kinesis:[^:]+:[^:]*:stream/.+")) {
      throw new ConfigurationException(
          List.of(
              "--stream-arn: expected such as arn:aws:kinesis:us-east-1:123456789012:stream/name,"
                  + " found "
                  + streamArn));
    }
    LogGenerator generator = new LogGenerator(System.nanoTime());
    long total = (long) rate * seconds;
    long put = 0;
    long begun = System.nanoTime();
    try (KinesisClient client = client()) {
      while (put < total) {
        long elapsed = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        long due = Math.min(total, rate * (elapsed + BATCH_MILLIS) / 1_000);
        while (put < due) {
          put += put(client, generator, (int) Math.min(MOST_A_CALL, due - put));
        }
        TimeUnit.MILLISECONDS.sleep(BATCH_MILLIS);
      }
    }
    System.out.printf("%,d records put%n", put);
    return 0;
  }

  private KinesisClient client() {
    var builder =
        KinesisClient.builder()
            .region(Region.of(streamArn.split(":", -1)[3]))
            .httpClientBuilder(UrlConnectionHttpClient.builder());
    if (endpoint != null) {
      builder.endpointOverride(endpoint);
    }
    return builder.build();
  }

  private int put(KinesisClient client, LogGenerator generator, int count) {
    List<PutRecordsRequestEntry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String line = generator.realTimeLine(Instant.now(), fields);
      entries.add(
          PutRecordsRequestEntry.builder()
              .partitionKey(String.valueOf(line.hashCode()))
              .data(SdkBytes.fromUtf8String(line))
              .build());
    }
    return count
        - client.putRecords(r -> r.streamARN(streamArn).records(entries)).failedRecordCount();
  }
}
