package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.Commands;
import ai.cequence.cloudfront.WrongArgumentException;
import ai.cequence.cloudfront.config.SourceSettings.InitialPosition;
import ai.cequence.cloudfront.config.SourceSettings.KinesisSettings;
import ai.cequence.cloudfront.config.SourceSettings.OnExpiredPosition;
import ai.cequence.cloudfront.config.SourceSettings.Reader;
import ai.cequence.cloudfront.source.kinesis.KinesisLogSource;
import ai.cequence.cloudfront.testing.FakeCredentials;
import ai.cequence.cloudfront.testing.kinesis.FakeKinesis;
import ai.cequence.cloudfront.testing.kinesis.KinesisModel;
import ai.cequence.cloudfront.testing.kinesis.SourceHarness;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The source alone on a backlog: one shard, and many shards in one subtask. A shard allows 2 MB a
 * second to all who poll it, so one shard shows whether that is used up, and many show what a slot
 * takes. The fake of the API runs on the same cores.
 */
@Command(
    name = "kinesis-throughput",
    mixinStandardHelpOptions = true,
    description = "Measures records a second, per shard and per slot.")
public final class KinesisThroughputBenchmark implements Callable<Integer> {
  private static final int RECORD_BYTES = 700;
  private static final int RECORDS_A_SECOND_AND_SHARD = 3_500;
  private static final int POLLED_LIMIT = 2_000_000;

  @Option(names = "--seconds", defaultValue = "10", description = "of each run")
  private int seconds;

  @Option(names = "--shards", defaultValue = "16", description = "of the run for a slot")
  private int shards;

  @Option(names = "--reader", defaultValue = "polling", description = "polling or efo")
  private String reader;

  public static void main(String[] args) {
    System.exit(Commands.run(new KinesisThroughputBenchmark(), args));
  }

  @Override
  public Integer call() throws Exception {
    WrongArgumentException.unlessBetween("--seconds", seconds, 1, 86_400);
    WrongArgumentException.unlessBetween("--shards", shards, 1, 256);
    // Java's server would otherwise hold back the end of an answer for up to 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    FakeCredentials.set();
    double warmUp = run(1);
    double shard = run(1);
    double slot = run(shards);
    new Figures("kinesis-throughput")
        .remark("reader " + reader + ", records of " + RECORD_BYTES + " bytes")
        .add("firstRun", "records a second, one shard, first run", (long) warmUp)
        .add("perShard", "records a second, one shard", (long) shard)
        .add("megabytesPerShard", "MB a second, one shard", shard * RECORD_BYTES / 1e6)
        .add("shards", "shards of the slot", shards)
        .add("perSlot", "records a second, one slot", (long) slot)
        .add("megabytesPerSlot", "MB a second, one slot", slot * RECORD_BYTES / 1e6)
        .print(System.out);
    return 0;
  }

  /** Records a second. */
  private double run(int shardCount) throws Exception {
    KinesisModel model = new KinesisModel(System::currentTimeMillis);
    model.setLimits(5, POLLED_LIMIT);
    String stream = model.createStream("backlog", shardCount);
    byte[] bytes = new byte[RECORD_BYTES];
    int count = RECORDS_A_SECOND_AND_SHARD * shardCount * (seconds + 2);
    for (int i = 0; i < count; i++) {
      model.put(stream, "key-" + i, bytes);
    }
    try (FakeKinesis kinesis = new FakeKinesis(model);
        SourceHarness<?, ?> run =
            SourceHarness.start(KinesisLogSource.of(settings(stream, kinesis)), 1)) {
      run.untilEmitted(1);
      long begun = System.nanoTime();
      long read = 0;
      while (read < count - 1
          && System.nanoTime() - begun < Duration.ofSeconds(seconds).toNanos()) {
        run.step();
        read += run.forget();
      }
      return read / ((System.nanoTime() - begun) / 1e9);
    }
  }

  private KinesisSettings settings(String stream, FakeKinesis kinesis) {
    return new KinesisSettings(
        List.of(stream),
        List.of(),
        InitialPosition.TRIM_HORIZON,
        null,
        Reader.valueOf(reader.toUpperCase(Locale.ROOT)),
        "benchmark",
        OnExpiredPosition.CONTINUE,
        kinesis.url());
  }
}
