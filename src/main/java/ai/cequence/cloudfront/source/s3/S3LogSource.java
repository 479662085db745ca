package ai.cequence.cloudfront.source.s3;

import ai.cequence.cloudfront.config.SourceSettings.S3Settings;
import ai.cequence.cloudfront.parse.LogChunk;
import java.net.URI;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.file.src.FileSource;
import org.apache.flink.connector.file.src.enumerate.NonSplittingRecursiveEnumerator;
import org.apache.flink.core.fs.Path;

/** Standard logs from folders: Flink's file source with our format. */
public final class S3LogSource {
  private S3LogSource() {}

  /** Reads everything in the folders, once or continuously. */
  public static Source<LogChunk, ?, ?> of(S3Settings settings) {
    HourFilter filter = new HourFilter(settings.from(), settings.to());
    FileSource.FileSourceBuilder<LogChunk> source =
        FileSource.forBulkFileFormat(
                new LogObjectFormat(settings),
                settings.paths().stream().map(S3LogSource::path).toArray(Path[]::new))
            .setFileEnumerator(() -> new NonSplittingRecursiveEnumerator(filter));
    if (!settings.bounded()) {
      source.monitorContinuously(settings.discoveryInterval());
    }
    return source.build();
  }

  private static Path path(URI folder) {
    return new Path(folder);
  }
}
