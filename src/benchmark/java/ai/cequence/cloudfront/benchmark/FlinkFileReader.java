package ai.cequence.cloudfront.benchmark;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.reader.SimpleStreamFormat;
import org.apache.flink.connector.file.src.reader.StreamFormat;
import org.apache.flink.connector.file.src.reader.TextLineInputFormat;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Flink's own {@code FileSource} on many small objects whose open is slow, as a rival. */
final class FlinkFileReader {
  private FlinkFileReader() {}

  /**
   * Reads copies of an object with one reader.
   *
   * @param openMillis what each open takes
   * @return seconds, without the cluster's start
   */
  static double seconds(byte[] object, int objects, int openMillis) throws Exception {
    Path folder = Files.createTempDirectory("cloudfront-bridge-objects-");
    try {
      for (int i = 0; i < objects; i++) {
        Files.write(folder.resolve(i + ".gz"), object);
      }
      StreamExecutionEnvironment env =
          StreamExecutionEnvironment.createLocalEnvironment(1, new Configuration());
      FileSource<String> source =
          FileSource.forRecordStreamFormat(
                  new SlowToOpen(openMillis), new org.apache.flink.core.fs.Path(folder.toUri()))
              .build();
      env.fromSource(source, WatermarkStrategy.noWatermarks(), "Objects")
          .sinkTo(new DiscardingSink<>());
      return env.execute("objects").getNetRuntime(TimeUnit.MILLISECONDS) / 1e3;
    } finally {
      ScratchFolder.delete(folder);
    }
  }

  /** Lines of text behind a delay. */
  private static final class SlowToOpen extends SimpleStreamFormat<String> {
    private static final long serialVersionUID = 1L;

    private final TextLineInputFormat lines = new TextLineInputFormat();
    private final int openMillis;

    SlowToOpen(int openMillis) {
      this.openMillis = openMillis;
    }

    @Override
    public StreamFormat.Reader<String> createReader(Configuration config, FSDataInputStream in)
        throws IOException {
      try {
        Thread.sleep(openMillis);
      } catch (InterruptedException e) {
        throw new InterruptedIOException("The read was ended");
      }
      return lines.createReader(config, in);
    }

    @Override
    public TypeInformation<String> getProducedType() {
      return lines.getProducedType();
    }
  }
}
