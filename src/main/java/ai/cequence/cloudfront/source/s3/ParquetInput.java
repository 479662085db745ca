package ai.cequence.cloudfront.source.s3;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;
import org.jspecify.annotations.Nullable;

/**
 * An object of Flink's file systems as Parquet's reader wants it. Remembers a failure of the store,
 * which must not be taken for damage of the object.
 */
final class ParquetInput implements InputFile {
  private final FSDataInputStream in;
  private final long length;
  private @Nullable IOException failure;

  ParquetInput(FSDataInputStream in, long length) {
    this.in = in;
    this.length = length;
  }

  @Override
  public long getLength() {
    return length;
  }

  /** What the store failed with, or null. */
  @Nullable IOException failure() {
    return failure;
  }

  @Override
  public SeekableInputStream newStream() {
    return new DelegatingSeekableInputStream(new Reporting()) {
      @Override
      public long getPos() throws IOException {
        return in.getPos();
      }

      @Override
      public void seek(long position) throws IOException {
        if (position < 0 || position > length) {
          throw new IOException("expected a place in " + length + " bytes, found " + position);
        }
        try {
          in.seek(position);
        } catch (IOException | UncheckedIOException e) {
          throw remembered(e);
        }
      }
    };
  }

  private IOException remembered(Exception thrown) {
    IOException ofStore =
        thrown instanceof UncheckedIOException unchecked
            ? Objects.requireNonNull(unchecked.getCause())
            : (IOException) thrown;
    failure = ofStore;
    return ofStore;
  }

  /** Reads on and remembers failures. */
  private final class Reporting extends java.io.InputStream {
    @Override
    public int read() throws IOException {
      try {
        return in.read();
      } catch (IOException | UncheckedIOException e) {
        throw remembered(e);
      }
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
      try {
        return in.read(target, from, count);
      } catch (IOException | UncheckedIOException e) {
        throw remembered(e);
      }
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }
}
