package ai.cequence.cloudfront.source.s3.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.source.s3.LogObject;
import ai.cequence.cloudfront.source.s3.ObjectPosition;
import ai.cequence.cloudfront.source.s3.RetryDelay;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectsRead;
import ai.cequence.cloudfront.testing.CollectingOutput;
import ai.cequence.cloudfront.testing.FakeReaderContext;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.core.fs.UnsupportedFileSystemSchemeException;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LogReaderTest {
  private static final RetryDelay AT_ONCE =
      new RetryDelay(Duration.ofMillis(1), Duration.ofMillis(1), () -> 0);

  private final FakeReaderContext context = new FakeReaderContext();
  private final CollectingOutput<LogChunk> output = new CollectingOutput<>();
  private LogReader reader;

  @AfterEach
  void close() {
    if (reader != null) {
      reader.close();
    }
  }

  /** An object whose chunks are its name and a number. */
  private static class Chunks implements LogObject {
    private final LogSplit split;
    private final int count;
    private int next;

    Chunks(LogSplit split, int count) {
      this.split = split;
      this.count = count;
      this.next = (int) split.position().within();
    }

    @Override
    public LogChunk next() throws IOException {
      if (next == count) {
        return null;
      }
      byte[] text = (split.location() + '#' + next).getBytes(StandardCharsets.UTF_8);
      return LogChunk.lines(LogSource.S3, split.location(), ++next, null, text, 0, text.length);
    }

    @Override
    public ObjectPosition position() {
      return new ObjectPosition(0, next, next, next + 1, null, false);
    }

    @Override
    public void close() {}
  }

  private static LogSplit split(String name) {
    return LogSplit.of("s3://bucket/" + name, null, 100, 5, 5);
  }

  private void begin(Opening opening, LogSplit... splits) {
    reader = new LogReader(context, opening, 4, AT_ONCE);
    reader.start();
    reader.addSplits(List.of(splits));
  }

  private List<String> texts() {
    return output.records().stream()
        .map(c -> new String(c.bytes(), c.start(), c.length(), StandardCharsets.UTF_8))
        .map(text -> text.replace("s3://bucket/", ""))
        .toList();
  }

  private void pollUntil(int records) throws Exception {
    while (output.records().size() < records) {
      reader.isAvailable().get(30, TimeUnit.SECONDS);
      reader.pollNext(output);
    }
  }

  private void readToTheEnd() throws Exception {
    reader.notifyNoMoreSplits();
    InputStatus status = reader.pollNext(output);
    while (status != InputStatus.END_OF_INPUT) {
      if (status == InputStatus.NOTHING_AVAILABLE) {
        reader.isAvailable().get(30, TimeUnit.SECONDS);
      }
      status = reader.pollNext(output);
    }
  }

  @Test
  void readsEachObjectInItsOrderAndEnds() throws Exception {
    begin(split -> new Chunks(split, 3), split("a"), split("b"));
    readToTheEnd();
    assertThat(texts())
        .hasSize(6)
        .containsSubsequence("a#0", "a#1", "a#2")
        .containsSubsequence("b#0", "b#1", "b#2");
  }

  @Test
  void anEmptyObjectEndsWithoutAChunk() throws Exception {
    begin(split -> new Chunks(split, 0), split("a"));
    readToTheEnd();
    assertThat(texts()).isEmpty();
    assertThat(reader.snapshotState(1)).extracting(LogSplit::read).containsExactly(true);
  }

  @Test
  void opensSeveralAtOnce() throws Exception {
    CountDownLatch allOpen = new CountDownLatch(4);
    begin(
        split -> {
          allOpen.countDown();
          try {
            assertThat(allOpen.await(30, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return new Chunks(split, 1);
        },
        split("a"),
        split("b"),
        split("c"),
        split("d"));
    readToTheEnd();
    assertThat(texts()).hasSize(4);
  }

  @Test
  void asksForMoreBeforeItRunsDry() throws Exception {
    begin(split -> new Chunks(split, 1));
    assertThat(context.takeRequests()).as("at its start, and for more than nothing").isEqualTo(2);
    reader.addSplits(
        List.of(
            split("1"),
            split("2"),
            split("3"),
            split("4"),
            split("5"),
            split("6"),
            split("7"),
            split("8"),
            split("9")));
    assertThat(context.takeRequests()).as("two for each thread suffice").isZero();
    pollUntil(2);
    assertThat(context.takeRequests()).isEqualTo(1);
  }

  @Test
  void aSnapshotBetweenTwoChunksGoesOnExactlyThere() throws Exception {
    begin(split -> new Chunks(split, 5), split("a"), split("b"));
    pollUntil(4);
    List<LogSplit> snapshot = reader.snapshotState(1);
    reader.close();
    reader = new LogReader(context, split -> new Chunks(split, 5), 4, AT_ONCE);
    reader.addSplits(snapshot);
    reader.start();
    readToTheEnd();
    assertThat(texts()).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void aStoreThatFailsForAWhileIsAskedAgainFromWhereItStopped() throws Exception {
    AtomicInteger opened = new AtomicInteger();
    begin(
        split -> {
          int attempt = opened.incrementAndGet();
          if (attempt % 2 == 0) {
            throw new IOException("503 Slow Down");
          }
          return new Chunks(split, 6) {
            @Override
            public LogChunk next() throws IOException {
              if (position().within() >= split.position().within() + 2 && attempt < 5) {
                throw new IOException("connection reset");
              }
              return super.next();
            }
          };
        },
        split("a"));
    readToTheEnd();
    assertThat(texts()).containsExactly("a#0", "a#1", "a#2", "a#3", "a#4", "a#5");
    assertThat(opened.get()).isEqualTo(5);
  }

  @Test
  void whatCannotBeReadIsOneRejectThatNamesItAndTheOthersAreRead() throws Exception {
    AtomicInteger refusals = new AtomicInteger();
    begin(
        split -> {
          String name = split.location().substring("s3://bucket/".length());
          return switch (name) {
            case "gone" -> throw new FileNotFoundException("No such key");
            case "denied" -> throw new AccessDeniedException("s3a://bucket/denied", null, "403");
            case "key" ->
                throw new IOException("open", new IOException("KMS.DisabledException: key is off"));
            case "refused" -> {
              refusals.incrementAndGet();
              throw new IOException("(Service: Amazon S3; Status Code: 400; Error Code: Other;)");
            }
            case "broken" -> throw new IllegalStateException("bad footer");
            default -> new Chunks(split, 2);
          };
        },
        split("gone"),
        split("denied"),
        split("key"),
        split("broken"),
        split("refused"),
        split("a"));
    readToTheEnd();
    assertThat(refusals.get()).isEqualTo(10);
    assertThat(output.records())
        .filteredOn(chunk -> chunk.failure() != null)
        .extracting(chunk -> chunk.origin() + ' ' + chunk.failure().reason())
        .containsExactlyInAnyOrder(
            "s3://bucket/gone " + RejectReason.OBJECT_MISSING,
            "s3://bucket/denied " + RejectReason.ACCESS_DENIED,
            "s3://bucket/key " + RejectReason.ACCESS_DENIED,
            "s3://bucket/broken " + RejectReason.CORRUPT,
            "s3://bucket/refused " + RejectReason.OBJECT_REFUSED);
    assertThat(texts()).contains("a#0", "a#1");
  }

  @Test
  void aMissingFileSystemEndsTheJob() {
    begin(
        split -> {
          throw new UnsupportedFileSystemSchemeException("no s3");
        },
        split("a"));
    assertThatThrownBy(this::readToTheEnd).hasRootCauseMessage("no s3");
  }

  @Test
  void tellsOfAnObjectOnceACheckpointCoversItAndKeepsItOneCheckpointMore() throws Exception {
    LogSplit a = split("a");
    begin(split -> new Chunks(split, 1), a, split("slow"));
    assertThat(reader.snapshotState(1)).extracting(LogSplit::read).containsOnly(false);
    pollUntil(2);
    reader.notifyCheckpointComplete(1);
    assertThat(context.takeEvents()).as("checkpoint 1 was before the end").isEmpty();
    assertThat(reader.snapshotState(2)).hasSize(2).allMatch(LogSplit::read);
    assertThat(reader.snapshotState(3)).hasSize(2);
    reader.notifyCheckpointComplete(2);
    assertThat(context.takeEvents())
        .singleElement()
        .extracting(event -> ((ObjectsRead) event).objects().size())
        .isEqualTo(2);
    assertThat(reader.snapshotState(4)).as("until the next is complete").hasSize(2);
    reader.notifyCheckpointComplete(3);
    assertThat(context.takeEvents()).isEmpty();
    assertThat(reader.snapshotState(5)).isEmpty();
  }

  @Test
  void tellsAgainAfterARestore() throws Exception {
    LogSplit a = split("a");
    begin(split -> new Chunks(split, 1), a);
    pollUntil(1);
    List<LogSplit> snapshot = reader.snapshotState(1);
    reader.close();
    context.takeEvents();
    reader = new LogReader(context, split -> new Chunks(split, 1), 4, AT_ONCE);
    reader.addSplits(snapshot);
    reader.start();
    assertThat(context.takeEvents())
        .singleElement()
        .extracting(event -> ((ObjectsRead) event).objects())
        .isEqualTo(List.of(a.id()));
    assertThat(reader.snapshotState(2)).hasSize(1);
    reader.notifyCheckpointComplete(2);
    assertThat(reader.snapshotState(3)).isEmpty();
    readToTheEnd();
    assertThat(texts()).containsExactly("a#0");
  }

  @Test
  void closesWhileThreadsWaitForRoom() throws Exception {
    begin(split -> new Chunks(split, 1_000_000), split("a"), split("b"));
    pollUntil(3);
    reader.close();
  }
}
