package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.source.s3.LogObjectOpener;
import ai.cequence.cloudfront.source.s3.RetryDelay;
import ai.cequence.cloudfront.source.s3.S3LogSource;
import ai.cequence.cloudfront.source.s3.reader.LogReader;
import ai.cequence.cloudfront.source.s3.reader.Opening;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.testing.CollectingOutput;
import ai.cequence.cloudfront.testing.FakeReaderContext;
import ai.cequence.cloudfront.testing.SeekableBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.core.io.InputStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Many small objects whose open is slow, and one large object, through one reader. */
@Command(
    name = "objects",
    mixinStandardHelpOptions = true,
    description = "Measures reading: many small objects that open slowly, and a large one.")
public final class ObjectsBenchmark implements Callable<Integer> {
  private static final int BATCH = 64;

  /** Enough for the rival, which opens one after the other. */
  private static final int RIVAL_OBJECTS = 1_000;

  private static final long GIGABYTE = 1_000_000_000L;
  private static final LogObjectOpener OPENER = new LogObjectOpener(1_000_000, Long.MAX_VALUE);

  @Parameters(
      index = "0",
      paramLabel = "OBJECTS",
      defaultValue = "10000",
      description = "small objects; 0: none (${DEFAULT-VALUE})")
  private int objects;

  @Parameters(
      index = "1",
      paramLabel = "OPEN_MS",
      defaultValue = "40",
      description = "milliseconds until one is open (${DEFAULT-VALUE})")
  private int openMillis;

  @Parameters(
      index = "2",
      paramLabel = "GB",
      defaultValue = "1",
      description = "bytes of gzip of the large object; 0: none (${DEFAULT-VALUE})")
  private int gigabytes;

  public static void main(String[] args) {
    System.exit(Commands.run(new ObjectsBenchmark(), args));
  }

  @Override
  public Integer call() throws Exception {
    WrongArgumentException.unlessBetween("OBJECTS", objects, 0, 10_000_000);
    WrongArgumentException.unlessBetween("OPEN_MS", openMillis, 0, 60_000);
    WrongArgumentException.unlessBetween("GB", gigabytes, 0, 1_000);
    Figures figures = new Figures("objects");
    if (objects > 0) {
      small(figures, objects, openMillis);
    }
    if (gigabytes > 0) {
      large(figures, gigabytes);
    }
    figures.print(System.out);
    return 0;
  }

  private static void small(Figures figures, int objects, int openMillis) throws Exception {
    byte[] object = logs(3);
    Opening opening =
        split -> {
          try {
            Thread.sleep(openMillis);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
          return OPENER.open(
              split.location(), new SeekableBytes(object), object.length, split.position());
        };
    Measured measured = read(opening, objects, object.length);
    figures.remark(objects + " objects of 3 lines, " + openMillis + " ms to open each, one reader");
    figures.add("objects", "  objects", objects);
    figures.add("seconds", "  seconds", measured.seconds());
    figures.add(
        "minutesPer100000",
        "  minutes for 100 000 objects",
        measured.seconds() / objects * 100_000 / 60);
    memory(figures, "", measured);
    int few = Math.min(objects, RIVAL_OBJECTS);
    double rival = FlinkFileReader.seconds(object, few, openMillis);
    figures
        .remark("Flink's FileSource on " + few + " of them, one reader")
        .add("flinkSeconds", "  seconds", rival)
        .add("flinkMinutesPer100000", "  minutes for 100 000 objects", rival / few * 100_000 / 60);
  }

  private static void large(Figures figures, int gigabytes) throws Exception {
    byte[] member = logs(40_000);
    long members = gigabytes * GIGABYTE / member.length + 1;
    Opening opening =
        split ->
            OPENER.open(
                split.location(),
                new Repeated(member, members),
                member.length * members,
                split.position());
    Measured measured = read(opening, 1, member.length * members);
    figures.remark("one object of " + gigabytes + " GB of gzip");
    figures.add("largeBytes", "  bytes, decompressed", measured.bytes());
    figures.add("largeSeconds", "  seconds", measured.seconds());
    memory(figures, "large", measured);
  }

  private static void memory(Figures figures, String of, Measured measured) {
    figures.add(of + "HeapFirstHalf", "  most live heap, MB: first half", measured.heap(0, 0.5));
    figures.add(of + "HeapSecondHalf", "  and second half", measured.heap(0.5, 1));
    figures.add(
        of + "PeakResidentMegabytes",
        "  most memory of the process, MB (VmHWM)",
        measured.peakKilobytes() / 1000);
  }

  private static byte[] logs(int lines) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new LogGenerator(1).writeV1(bytes, lines, Instant.parse("2026-01-31T10:00:00Z"));
    return bytes.toByteArray();
  }

  /** What a reading took. */
  private record Measured(double seconds, long bytes, List<Long> heap, long peakKilobytes) {
    /** Most live heap between two shares of the way, in MB. */
    long heap(double from, double to) {
      return heap.subList((int) (from * heap.size()), (int) (to * heap.size())).stream()
              .mapToLong(used -> used)
              .max()
              .orElse(0)
          / 1_000_000;
    }
  }

  private static Measured read(Opening opening, int objects, long length) throws Exception {
    FakeReaderContext context = new FakeReaderContext();
    LogReader reader =
        new LogReader(
            context,
            opening,
            S3LogSource.OPEN_AT_ONCE,
            new RetryDelay(Duration.ofMillis(1), Duration.ofMillis(1), () -> 1));
    CollectingOutput<LogChunk> output = new CollectingOutput<>();
    ResidentMemory.forgetPeak();
    long begun = System.nanoTime();
    reader.start();
    int added = 0;
    long bytes = 0;
    List<Long> heap = new ArrayList<>();
    InputStatus status = InputStatus.NOTHING_AVAILABLE;
    long checkpoint = 0;
    while (status != InputStatus.END_OF_INPUT) {
      if (context.takeRequests() > 0 && added < objects) {
        List<LogSplit> batch = new ArrayList<>();
        while (batch.size() < BATCH && added < objects) {
          batch.add(LogSplit.of("s3://bucket/" + added++, null, length, 0, 0));
        }
        reader.addSplits(batch);
        if (added == objects) {
          reader.notifyNoMoreSplits();
        }
        reader.snapshotState(++checkpoint);
        reader.notifyCheckpointComplete(checkpoint);
        context.takeEvents();
      }
      status = reader.pollNext(output);
      for (LogChunk chunk : output.records()) {
        bytes += chunk.length();
      }
      output.records().clear();
      heap.add(liveHeap());
      if (status == InputStatus.NOTHING_AVAILABLE) {
        reader.isAvailable().get();
      }
    }
    reader.close();
    return new Measured(
        (System.nanoTime() - begun) / 1e9, bytes, heap, ResidentMemory.ownPeakKilobytes());
  }

  /** Heap in use after the last collection of each pool. */
  private static long liveHeap() {
    long used = 0;
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      if (pool.getType() == MemoryType.HEAP && pool.getCollectionUsage() != null) {
        used += pool.getCollectionUsage().getUsed();
      }
    }
    return used;
  }

  /** A stream that is the same bytes again and again. */
  private static final class Repeated extends SeekableBytes {
    private final byte[] bytes;
    private final long times;
    private long position;

    Repeated(byte[] bytes, long times) {
      super(bytes);
      this.bytes = bytes;
      this.times = times;
    }

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void seek(long desired) {
      position = desired;
    }

    @Override
    public int read(byte[] target, int from, int length) {
      if (position == times * bytes.length) {
        return -1;
      }
      int at = (int) (position % bytes.length);
      int count = Math.min(length, bytes.length - at);
      System.arraycopy(bytes, at, target, from, count);
      position += count;
      return count;
    }
  }
}
