package ai.cequence.cloudfront.testing.kinesis;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Streams, shards and consumers as Kinesis has them, with its limits, without a network. Sequence
 * numbers grow over all shards; a test can trim, split, merge, delete, and make iterators expire.
 *
 * <p>Thread-safe. Long, since one lock is over all of it: what a call may see depends on every
 * part.
 */
public final class KinesisModel {
  public static final String REGION = "eu-central-1";
  private static final BigInteger ALL = BigInteger.TWO.pow(128);
  private static final BigInteger FIRST_SEQUENCE =
      new BigInteger("49590338271490256608559692538361571095921575989136588898");

  private final Map<String, Stream> streams = new LinkedHashMap<>();
  private final Map<String, Consumer> consumers = new HashMap<>();
  private final Map<String, Iterator> iterators = new HashMap<>();
  private final LongSupplier clock;
  private BigInteger sequence = FIRST_SEQUENCE;
  private long serial;
  private long iteratorMillis = 300_000;
  private int readsPerSecond = Integer.MAX_VALUE;
  private long bytesPerSecond = Long.MAX_VALUE;
  private long registrationMillis;
  private boolean namesChildren = true;
  private boolean listsChildren = true;

  /** What Kinesis answers instead of a result. */
  public static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String type;

    public Refusal(String type, String message) {
      super(message);
      this.type = type;
    }

    /** Name of the exception, such as {@code ResourceNotFoundException}. */
    public String type() {
      return type;
    }
  }

  /** One record. */
  public record Item(String sequenceNumber, long arrivalMillis, String key, byte[] data) {}

  /** What GetRecords, or one event of a subscription, answers. */
  public record Answer(
      List<Item> items, String next, long millisBehindLatest, List<Shard> children) {}

  /** A shard. */
  public static final class Shard {
    final String id;
    final List<String> parents;
    final BigInteger start;
    final BigInteger end;
    private final List<Item> items = new ArrayList<>();
    private final List<Long> reads = new ArrayList<>();
    private final List<long[]> bytesRead = new ArrayList<>();
    private final List<Shard> children = new ArrayList<>();
    private boolean closed;
    private long closedMillis;
    private long throttledUntilMillis;
    private boolean heldBack;
    private int peakReadsPerSecond;

    private Shard(String id, List<String> parents, BigInteger start, BigInteger end) {
      this.id = id;
      this.parents = parents;
      this.start = start;
      this.end = end;
    }

    public String id() {
      return id;
    }
  }

  private static final class Stream {
    private final long createdMillis;
    private final Map<String, Shard> shards = new LinkedHashMap<>();
    private long retentionMillis = 24 * 3_600_000L;
    private int nextShard;

    private Stream(long createdMillis) {
      this.createdMillis = createdMillis;
    }
  }

  /** An enhanced fan-out consumer. */
  public record Consumer(String arn, String streamArn, String name, long activeMillis) {}

  private record Iterator(
      String streamArn, String shardId, BigInteger after, long atMillis, long bornMillis) {}

  /** With a clock of its own, milliseconds since 1970. */
  public KinesisModel(LongSupplier clock) {
    this.clock = clock;
  }

  public synchronized String createStream(String name, int shards) {
    String arn = "arn:aws:kinesis:" + REGION + ":000000000000:stream/" + name;
    Stream stream = new Stream(clock.getAsLong());
    for (int i = 0; i < shards; i++) {
      BigInteger start = ALL.multiply(BigInteger.valueOf(i)).divide(BigInteger.valueOf(shards));
      BigInteger end = ALL.multiply(BigInteger.valueOf(i + 1L)).divide(BigInteger.valueOf(shards));
      add(stream, List.of(), start, end.subtract(BigInteger.ONE));
    }
    streams.put(arn, stream);
    return arn;
  }

  public synchronized void deleteStream(String arn) {
    streams.remove(arn);
    consumers.values().removeIf(consumer -> consumer.streamArn().equals(arn));
    notifyAll();
  }

  public synchronized void setIteratorMillis(long millis) {
    iteratorMillis = millis;
  }

  /** As Kinesis: 5 and 2,000,000. */
  public synchronized void setLimits(int reads, long bytes) {
    readsPerSecond = reads;
    bytesPerSecond = bytes;
  }

  public synchronized void setRetentionMillis(String arn, long millis) {
    stream(arn).retentionMillis = millis;
  }

  public synchronized void setRegistrationMillis(long millis) {
    registrationMillis = millis;
  }

  /** Whether a shard's end names the shards that follow; else only a listing does. */
  public synchronized void setNamesChildren(boolean names) {
    namesChildren = names;
  }

  /** Whether a listing names shards that others were split or merged into. */
  public synchronized void setListsChildren(boolean lists) {
    listsChildren = lists;
  }

  /** While held back a shard answers, and has nothing to give: it lags. */
  public synchronized void holdBack(String arn, String shardId, boolean held) {
    stream(arn).shards.get(shardId).heldBack = held;
    notifyAll();
  }

  public synchronized void throttle(String arn, String shardId, long untilMillis) {
    stream(arn).shards.get(shardId).throttledUntilMillis = untilMillis;
  }

  /** Most GetRecords calls that a shard had within one second. */
  public synchronized int peakReadsPerSecond(String arn) {
    return stream(arn).shards.values().stream().mapToInt(s -> s.peakReadsPerSecond).max().orElse(0);
  }

  public synchronized String put(String arn, String key, String text) {
    return put(arn, key, text.getBytes(StandardCharsets.UTF_8));
  }

  public synchronized String put(String arn, String key, byte[] data) {
    BigInteger hash = hash(key);
    Shard shard =
        stream(arn).shards.values().stream()
            .filter(s -> !s.closed && s.start.compareTo(hash) <= 0 && hash.compareTo(s.end) <= 0)
            .findFirst()
            .orElseThrow();
    String number = nextSequence();
    shard.items.add(new Item(number, clock.getAsLong(), key, data));
    notifyAll();
    return shard.id + '/' + number;
  }

  /** Splits a shard in its middle. */
  public synchronized void split(String arn, String shardId) {
    Stream stream = stream(arn);
    Shard parent = stream.shards.get(shardId);
    BigInteger middle = parent.start.add(parent.end).shiftRight(1);
    close(parent);
    parent.children.add(add(stream, List.of(shardId), parent.start, middle));
    parent.children.add(add(stream, List.of(shardId), middle.add(BigInteger.ONE), parent.end));
    notifyAll();
  }

  /** Merges two adjacent shards. */
  public synchronized void merge(String arn, String first, String second) {
    Stream stream = stream(arn);
    Shard a = stream.shards.get(first);
    Shard b = stream.shards.get(second);
    close(a);
    close(b);
    Shard child = add(stream, List.of(first, second), a.start.min(b.start), a.end.max(b.end));
    a.children.add(child);
    b.children.add(child);
    notifyAll();
  }

  public synchronized List<String> shardIds(String arn) {
    return List.copyOf(stream(arn).shards.keySet());
  }

  public synchronized List<String> openShardIds(String arn) {
    return stream(arn).shards.values().stream().filter(s -> !s.closed).map(s -> s.id).toList();
  }

  public synchronized List<String> parents(String arn, String shardId) {
    return stream(arn).shards.get(shardId).parents;
  }

  /** Records that a shard holds. */
  public synchronized int itemsOf(String arn, String shardId) {
    return stream(arn).shards.get(shardId).items.size();
  }

  public synchronized void registerForTest(String arn, String name) {
    register(arn, name);
  }

  synchronized long created(String arn) {
    return stream(arn).createdMillis;
  }

  synchronized long retention(String arn) {
    return stream(arn).retentionMillis;
  }

  /** Shards that are open or closed at that instant or later, and not older than the retention. */
  synchronized List<Shard> list(String arn, Optional<Long> fromMillis) {
    Stream stream = stream(arn);
    trim(stream);
    return stream.shards.values().stream()
        .filter(s -> listsChildren || s.parents.isEmpty())
        .filter(s -> !s.closed || fromMillis.isEmpty() || s.closedMillis >= fromMillis.get())
        .toList();
  }

  synchronized String iterator(String arn, String shardId, String type, String number, Long at) {
    Shard shard = shard(arn, shardId);
    BigInteger after = BigInteger.ZERO;
    long fromMillis = 0;
    switch (type) {
      case "TRIM_HORIZON" -> {}
      case "LATEST" -> after = sequence;
      case "AT_TIMESTAMP" -> {
        if (at > clock.getAsLong()) {
          throw new Refusal("InvalidArgumentException", "The timestamp is in the future");
        }
        fromMillis = at;
      }
      case "AFTER_SEQUENCE_NUMBER" -> after = number(number);
      case "AT_SEQUENCE_NUMBER" -> after = number(number).subtract(BigInteger.ONE);
      default -> throw new Refusal("InvalidArgumentException", "Type " + type);
    }
    return iterator(arn, shard.id, after, fromMillis);
  }

  synchronized Answer records(String iteratorId, int limit) {
    Iterator iterator = iterators.remove(iteratorId);
    if (iterator == null) {
      throw new Refusal("InvalidArgumentException", "Invalid ShardIterator");
    }
    long now = clock.getAsLong();
    if (now - iterator.bornMillis >= iteratorMillis) {
      throw new Refusal("ExpiredIteratorException", "Iterator expired");
    }
    iterators.put(iteratorId, iterator);
    Shard shard = shard(iterator.streamArn, iterator.shardId);
    limit(shard, now);
    Answer answer =
        read(iterator.streamArn, shard, iterator.after, iterator.atMillis, limit, 10_000_000);
    long bytes = answer.items().stream().mapToLong(item -> item.data().length).sum();
    shard.bytesRead.add(new long[] {now, bytes});
    if (answer.next() == null) {
      return answer;
    }
    String next =
        iterator(
            iterator.streamArn,
            iterator.shardId,
            answer.items().isEmpty() ? iterator.after : number(answer.next()),
            answer.items().isEmpty() ? iterator.atMillis : 0);
    return new Answer(answer.items(), next, answer.millisBehindLatest(), answer.children());
  }

  /** Records behind a position; {@code next} is the last one's number, or null at the end. */
  synchronized Answer read(
      String arn, String shardId, BigInteger after, long atMillis, int limit, long bytes) {
    return read(arn, shard(arn, shardId), after, atMillis, limit, bytes);
  }

  private Answer read(
      String arn, Shard shard, BigInteger after, long atMillis, int limit, long mostBytes) {
    trim(stream(arn));
    if (shard.heldBack) {
      return new Answer(List.of(), after.toString(), 1_000, List.of());
    }
    List<Item> found = new ArrayList<>();
    long bytes = 0;
    BigInteger last = after;
    int index = firstAfter(shard, after);
    for (; index < shard.items.size() && found.size() < limit && bytes < mostBytes; index++) {
      Item item = shard.items.get(index);
      last = number(item.sequenceNumber());
      if (item.arrivalMillis() >= atMillis) {
        found.add(item);
        bytes += item.data().length;
      }
    }
    boolean more = index < shard.items.size();
    long behind =
        more ? Math.max(1, clock.getAsLong() - shard.items.get(index).arrivalMillis()) : 0;
    boolean end = shard.closed && !more;
    return new Answer(
        found,
        end ? null : last.toString(),
        behind,
        end && namesChildren ? List.copyOf(shard.children) : List.of());
  }

  /** Waits until something changes, or for some time. */
  @SuppressWarnings("WaitNotInLoop") // the caller looks again, whatever woke it
  synchronized void await(long millis) throws InterruptedException {
    wait(millis);
  }

  synchronized Consumer register(String arn, String name) {
    stream(arn);
    if (find(arn, name).isPresent()) {
      throw new Refusal("ResourceInUseException", "Consumer " + name + " exists");
    }
    String consumerArn = arn + "/consumer/" + name + ':' + (1_700_000_000L + ++serial);
    Consumer made = new Consumer(consumerArn, arn, name, clock.getAsLong() + registrationMillis);
    consumers.put(consumerArn, made);
    return made;
  }

  synchronized Consumer consumer(String arn, String name) {
    stream(arn);
    return find(arn, name)
        .orElseThrow(() -> new Refusal("ResourceNotFoundException", "No consumer " + name));
  }

  synchronized boolean isActive(Consumer consumer) {
    return clock.getAsLong() >= consumer.activeMillis();
  }

  public synchronized void deregister(String consumerArn) {
    if (consumers.remove(consumerArn) == null) {
      throw new Refusal("ResourceNotFoundException", "No consumer " + consumerArn);
    }
    notifyAll();
  }

  public synchronized List<String> consumerArns() {
    return List.copyOf(consumers.keySet());
  }

  /** The stream of a consumer that can be used. */
  synchronized String streamOf(String consumerArn) {
    Consumer consumer = consumers.get(consumerArn);
    if (consumer == null) {
      throw new Refusal("ResourceNotFoundException", "No consumer " + consumerArn);
    }
    if (!isActive(consumer)) {
      throw new Refusal("ResourceInUseException", "The consumer is not active yet");
    }
    return consumer.streamArn();
  }

  static BigInteger number(String sequenceNumber) {
    return new BigInteger(sequenceNumber);
  }

  private Optional<Consumer> find(String arn, String name) {
    return consumers.values().stream()
        .filter(c -> c.streamArn().equals(arn) && c.name().equals(name))
        .findFirst();
  }

  private String iterator(String arn, String shardId, BigInteger after, long atMillis) {
    String id = "iterator-" + ++serial;
    iterators.put(id, new Iterator(arn, shardId, after, atMillis, clock.getAsLong()));
    return id;
  }

  private void limit(Shard shard, long now) {
    if (now < shard.throttledUntilMillis) {
      throw new Refusal("ProvisionedThroughputExceededException", "Rate exceeded for " + shard.id);
    }
    shard.reads.removeIf(at -> now - at >= 1_000);
    shard.bytesRead.removeIf(
        read -> now - read[0] >= 1_000 * Math.ceil(read[1] / (double) bytesPerSecond));
    boolean tooMany = shard.reads.size() >= readsPerSecond;
    long bytes = shard.bytesRead.stream().mapToLong(read -> read[1]).sum();
    if (tooMany || bytes >= bytesPerSecond) {
      throw new Refusal("ProvisionedThroughputExceededException", "Rate exceeded for " + shard.id);
    }
    shard.reads.add(now);
    shard.peakReadsPerSecond = Math.max(shard.peakReadsPerSecond, shard.reads.size());
  }

  private void trim(Stream stream) {
    long horizon = clock.getAsLong() - stream.retentionMillis;
    for (Shard shard : stream.shards.values()) {
      int old = 0;
      while (old < shard.items.size() && shard.items.get(old).arrivalMillis() < horizon) {
        old++;
      }
      shard.items.subList(0, old).clear();
    }
    stream.shards.values().removeIf(s -> s.closed && s.closedMillis < horizon);
  }

  private int firstAfter(Shard shard, BigInteger after) {
    int low = 0;
    int high = shard.items.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (number(shard.items.get(middle).sequenceNumber()).compareTo(after) <= 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private void close(Shard shard) {
    shard.closed = true;
    shard.closedMillis = clock.getAsLong();
  }

  private static Shard add(Stream stream, List<String> parents, BigInteger start, BigInteger end) {
    Shard shard = new Shard("shardId-%012d".formatted(stream.nextShard++), parents, start, end);
    stream.shards.put(shard.id, shard);
    return shard;
  }

  private String nextSequence() {
    sequence = sequence.add(BigInteger.valueOf(16));
    return sequence.toString();
  }

  private Stream stream(String arn) {
    Stream stream = streams.get(arn);
    if (stream == null) {
      throw new Refusal("ResourceNotFoundException", "Stream " + arn + " not found");
    }
    return stream;
  }

  private Shard shard(String arn, String shardId) {
    Shard shard = stream(arn).shards.get(shardId);
    if (shard == null) {
      throw new Refusal("ResourceNotFoundException", "Shard " + shardId + " not found");
    }
    return shard;
  }

  private static BigInteger hash(String key) {
    try {
      byte[] md5 = MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8));
      return new BigInteger(1, md5);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
