package ai.cequence.cloudfront.source.s3;

import ai.cequence.cloudfront.config.SourceSettings.S3Settings;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.serialization.Elements;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Log objects as Flink's file source reads them: a record is a chunk of lines, a position the
 * number of chunks read. An object that is gone or may not be read is a rejected chunk and never
 * stops the others.
 */
final class LogObjectFormat implements BulkFormat<LogChunk, FileSourceSplit> {
  private static final long serialVersionUID = 1L;

  private final int maxLineBytes;
  private final long maxObjectBytes;

  LogObjectFormat(S3Settings settings) {
    maxLineBytes = settings.maxLineBytes();
    maxObjectBytes = settings.maxObjectBytes();
  }

  @Override
  public Reader<LogChunk> createReader(Configuration config, FileSourceSplit split)
      throws IOException {
    return new ChunkReader(open(split.path()), 0);
  }

  @Override
  public Reader<LogChunk> restoreReader(Configuration config, FileSourceSplit split)
      throws IOException {
    long read =
        split.getReaderPosition().map(CheckpointedPosition::getRecordsAfterOffset).orElse(0L);
    return new ChunkReader(open(split.path()), read);
  }

  @Override
  public boolean isSplittable() {
    return false;
  }

  @Override
  public TypeInformation<LogChunk> getProducedType() {
    return Elements.LOG_CHUNK;
  }

  private Chunks open(Path path) throws IOException {
    String origin = path.toUri().toString();
    try {
      LogObjectReader reader =
          LogObjectReader.open(
              origin, path.getFileSystem().open(path), maxLineBytes, maxObjectBytes);
      return new Chunks(reader, null);
    } catch (FileNotFoundException e) {
      return unreadable(
          origin, RejectReason.OBJECT_MISSING, "expected the listed object, found none any more");
    } catch (AccessDeniedException e) {
      return unreadable(
          origin,
          RejectReason.ACCESS_DENIED,
          "expected leave to read the object, found none: allow s3:GetObject, and kms:Decrypt"
              + " where it is encrypted with a key of yours");
    }
  }

  private static Chunks unreadable(String origin, RejectReason reason, String detail) {
    return new Chunks(null, LogChunk.failed(LogSource.S3, origin, 1, reason, detail, new byte[0]));
  }

  /** An object's chunks, or the one that says why there are none. */
  private static final class Chunks {
    private final @Nullable LogObjectReader reader;
    private @Nullable LogChunk only;

    Chunks(@Nullable LogObjectReader reader, @Nullable LogChunk only) {
      this.reader = reader;
      this.only = only;
    }

    @Nullable LogChunk next() throws IOException {
      if (reader != null) {
        return reader.next();
      }
      LogChunk chunk = only;
      only = null;
      return chunk;
    }

    void close() throws IOException {
      if (reader != null) {
        reader.close();
      }
    }
  }

  /** Hands out a chunk at a time. */
  private static final class ChunkReader implements Reader<LogChunk> {
    private final Chunks chunks;
    private long read;

    ChunkReader(Chunks chunks, long alreadyRead) throws IOException {
      this.chunks = chunks;
      while (read < alreadyRead && chunks.next() != null) {
        read++;
      }
    }

    @Override
    public @Nullable RecordIterator<LogChunk> readBatch() throws IOException {
      LogChunk chunk = chunks.next();
      return chunk == null ? null : new OneChunk(chunk, ++read);
    }

    @Override
    public void close() throws IOException {
      chunks.close();
    }
  }

  /** A batch of one: a chunk holds hundreds of lines already. */
  private static final class OneChunk implements RecordIterator<LogChunk> {
    private @Nullable RecordAndPosition<LogChunk> next;

    OneChunk(LogChunk chunk, long positionBehind) {
      next = new RecordAndPosition<>(chunk, CheckpointedPosition.NO_OFFSET, positionBehind);
    }

    @Override
    public @Nullable RecordAndPosition<LogChunk> next() {
      RecordAndPosition<LogChunk> chunk = next;
      next = null;
      return chunk;
    }

    @Override
    public void releaseBatch() {}
  }
}
