package ai.cequence.cloudfront.source.kinesis.proxy;

import ai.cequence.cloudfront.source.kinesis.split.HashRange;
import ai.cequence.cloudfront.source.kinesis.split.Position;
import ai.cequence.cloudfront.source.kinesis.split.Position.After;
import ai.cequence.cloudfront.source.kinesis.split.Position.AtTimestamp;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;

/** The calls through the AWS SDK, always by stream ARN, to the region that the ARN names. */
public final class AwsStreamProxy implements StreamProxy {
  private static final int ARN_REGION = 3;
  private static final AwsRequestOverrideConfiguration LIMITED =
      AwsRequestOverrideConfiguration.builder()
          .apiCallTimeout(KinesisClients.CALL_TIMEOUT)
          .apiCallAttemptTimeout(KinesisClients.CALL_TIMEOUT)
          .build();

  private final @Nullable URI endpoint;
  private final Map<String, KinesisClients.Lease> leases = new HashMap<>();
  private boolean closed;

  /**
   * @param endpoint of an emulator or VPC endpoint
   */
  public AwsStreamProxy(@Nullable URI endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public CompletableFuture<StreamFacts> describe(String streamArn) {
    return call(
        "DescribeStreamSummary of " + streamArn,
        () ->
            client(streamArn)
                .describeStreamSummary(r -> r.streamARN(streamArn).overrideConfiguration(LIMITED))
                .thenApply(
                    answer -> {
                      var summary = answer.streamDescriptionSummary();
                      return new StreamFacts(
                          summary.streamCreationTimestamp().toEpochMilli(),
                          summary.retentionPeriodHours() * 3_600_000L);
                    }));
  }

  @Override
  public CompletableFuture<List<Shard>> shards(String streamArn, @Nullable Instant from) {
    ListShardsRequest.Builder first =
        ListShardsRequest.builder().streamARN(streamArn).overrideConfiguration(LIMITED);
    if (from != null) {
      first.shardFilter(f -> f.type(ShardFilterType.FROM_TIMESTAMP).timestamp(from));
    }
    return call("ListShards of " + streamArn, () -> pages(streamArn, first, new ArrayList<>()));
  }

  private CompletableFuture<List<Shard>> pages(
      String streamArn, ListShardsRequest.Builder request, List<Shard> found) {
    return client(streamArn)
        .listShards(request.build())
        .thenCompose(
            answer -> {
              answer.shards().forEach(shard -> found.add(shard(shard)));
              if (answer.nextToken() == null) {
                return CompletableFuture.completedFuture(found);
              }
              return pages(
                  streamArn,
                  ListShardsRequest.builder()
                      .streamARN(streamArn)
                      .nextToken(answer.nextToken())
                      .overrideConfiguration(LIMITED),
                  found);
            });
  }

  @Override
  public CompletableFuture<String> iterator(String streamArn, String shardId, Position position) {
    GetShardIteratorRequest.Builder request =
        GetShardIteratorRequest.builder()
            .streamARN(streamArn)
            .shardId(shardId)
            .overrideConfiguration(LIMITED);
    if (position instanceof AtTimestamp timestamp) {
      request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(timestamp.at());
    } else if (position instanceof After after) {
      request
          .shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
          .startingSequenceNumber(after.sequenceNumber());
    } else {
      request.shardIteratorType(ShardIteratorType.TRIM_HORIZON);
    }
    return call(
        "GetShardIterator of " + streamArn + '/' + shardId,
        () ->
            client(streamArn)
                .getShardIterator(request.build())
                .thenApply(GetShardIteratorResponse::shardIterator));
  }

  @Override
  public CompletableFuture<RecordPage> records(String streamArn, String iterator, int limit) {
    return call(
        "GetRecords of " + streamArn,
        () ->
            client(streamArn)
                .getRecords(
                    r ->
                        r.streamARN(streamArn)
                            .shardIterator(iterator)
                            .limit(limit)
                            .overrideConfiguration(LIMITED))
                .thenApply(
                    answer ->
                        page(
                            answer.records(),
                            answer.nextShardIterator(),
                            answer.millisBehindLatest(),
                            answer.childShards())));
  }

  @Override
  public CompletableFuture<Consumer> consumer(String streamArn, String name) {
    return call(
        "DescribeStreamConsumer " + name + " of " + streamArn,
        () ->
            client(streamArn)
                .describeStreamConsumer(
                    r -> r.streamARN(streamArn).consumerName(name).overrideConfiguration(LIMITED))
                .thenApply(
                    answer ->
                        new Consumer(
                            answer.consumerDescription().consumerARN(),
                            answer.consumerDescription().consumerStatus()
                                == ConsumerStatus.ACTIVE)));
  }

  @Override
  public CompletableFuture<Consumer> registerConsumer(String streamArn, String name) {
    return call(
        "RegisterStreamConsumer " + name + " of " + streamArn,
        () ->
            client(streamArn)
                .registerStreamConsumer(
                    r -> r.streamARN(streamArn).consumerName(name).overrideConfiguration(LIMITED))
                .thenApply(
                    answer ->
                        new Consumer(
                            answer.consumer().consumerARN(),
                            answer.consumer().consumerStatus() == ConsumerStatus.ACTIVE)));
  }

  @Override
  public CompletableFuture<Void> deregisterConsumer(String consumerArn) {
    return call(
        "DeregisterStreamConsumer " + consumerArn,
        () ->
            client(consumerArn)
                .deregisterStreamConsumer(
                    r -> r.consumerARN(consumerArn).overrideConfiguration(LIMITED))
                .thenApply(answer -> null));
  }

  @Override
  public Subscription subscribe(
      String consumerArn, String shardId, Position position, SubscriptionListener listener) {
    return AwsSubscription.open(
        client(consumerArn), consumerArn, shardId, startingPosition(position), listener);
  }

  @Override
  public synchronized void close() {
    closed = true;
    leases.values().forEach(KinesisClients.Lease::close);
    leases.clear();
  }

  private synchronized KinesisAsyncClient client(String arn) {
    if (closed) {
      throw new StreamException(FailureKind.TRANSIENT, "The client is closed");
    }
    String region = arn.split(":", -1)[ARN_REGION];
    return leases.computeIfAbsent(region, r -> KinesisClients.lease(r, endpoint)).client();
  }

  private static StartingPosition startingPosition(Position position) {
    StartingPosition.Builder start = StartingPosition.builder();
    if (position instanceof AtTimestamp timestamp) {
      start.type(ShardIteratorType.AT_TIMESTAMP).timestamp(timestamp.at());
    } else if (position instanceof After after) {
      start.type(ShardIteratorType.AFTER_SEQUENCE_NUMBER).sequenceNumber(after.sequenceNumber());
    } else {
      start.type(ShardIteratorType.TRIM_HORIZON);
    }
    return start.build();
  }

  static RecordPage page(
      List<Record> records,
      @Nullable String next,
      @Nullable Long millisBehind,
      List<ChildShard> children) {
    List<KinesisRecord> taken = new ArrayList<>(records.size());
    for (Record each : records) {
      taken.add(
          new KinesisRecord(
              each.sequenceNumber(),
              Optional.ofNullable(each.approximateArrivalTimestamp())
                  .map(Instant::toEpochMilli)
                  .orElse(0L),
              each.data().asByteArrayUnsafe()));
    }
    List<Shard> followers =
        children.stream()
            .map(
                child ->
                    new Shard(
                        child.shardId(),
                        List.copyOf(child.parentShards()),
                        new HashRange(
                            child.hashKeyRange().startingHashKey(),
                            child.hashKeyRange().endingHashKey())))
            .toList();
    return new RecordPage(taken, next, millisBehind == null ? 0 : millisBehind, followers);
  }

  private static Shard shard(software.amazon.awssdk.services.kinesis.model.Shard listed) {
    List<String> parents = new ArrayList<>(2);
    if (listed.parentShardId() != null) {
      parents.add(listed.parentShardId());
    }
    if (listed.adjacentParentShardId() != null) {
      parents.add(listed.adjacentParentShardId());
    }
    return new Shard(
        listed.shardId(),
        List.copyOf(parents),
        new HashRange(
            listed.hashKeyRange().startingHashKey(), listed.hashKeyRange().endingHashKey()));
  }

  /** A call whose failures, those of its start included, come as {@link StreamException}s. */
  private static <T> CompletableFuture<T> call(
      String what, Supplier<CompletableFuture<T>> started) {
    CompletableFuture<T> answer;
    try {
      answer = started.get();
    } catch (RuntimeException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.handle(
        (value, failure) -> {
          if (failure != null) {
            throw Failures.of(what, failure);
          }
          return value;
        });
  }
}
