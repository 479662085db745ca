package ai.cequence.cloudfront.source.s3;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Makes lines of JSON under CloudFront's field names of a Parquet object's rows, so that the parser
 * needs nothing new. Nested columns, which CloudFront has not, are left out.
 *
 * <p>A damaged object gives the rows before the damage where its footer can be read, then one
 * failed chunk. What the footer and the pages say of their sizes is checked before memory is taken.
 */
final class ParquetLogObject implements LogObject {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** Most bytes of one row group, decompressed: it is held in memory as a whole. */
  private static final long MOST_GROUP_BYTES = 512L * 1024 * 1024;

  private final String origin;
  private final ParquetInput input;
  private final FSDataInputStream in;
  private final int maxLineBytes;
  private final long maxObjectBytes;

  private @Nullable ParquetFileReader reader;
  private @Nullable MessageType schema;
  private @Nullable RecordReader<byte[]> rows;
  private @Nullable LogChunk failure;

  /** Bytes of the row that the failure tells of: read once it is told, as the row is. */
  private int failedBytes;

  /** Rows of the row group in hand that are not read yet. */
  private long rowsLeft;

  /** Number of the next row group, from 0. */
  private int group;

  private long rowsToSkip;
  private long rowsRead;
  private long bytesRead;
  private boolean ended;

  /**
   * @param origin the object's URI
   * @param in closed with this
   * @param length of the object in bytes
   * @param from where to go on
   */
  ParquetLogObject(
      String origin,
      FSDataInputStream in,
      long length,
      ObjectPosition from,
      int maxLineBytes,
      long maxObjectBytes) {
    this.origin = origin;
    this.in = in;
    this.input = new ParquetInput(in, length);
    this.maxLineBytes = maxLineBytes;
    this.maxObjectBytes = maxObjectBytes;
    rowsToSkip = from.within();
    rowsRead = from.within();
    bytesRead = from.decompressed();
  }

  static boolean isParquet(byte[] magic) {
    return magic.length >= 4
        && magic[0] == 'P'
        && magic[1] == 'A'
        && magic[2] == 'R'
        && magic[3] == '1';
  }

  @Override
  public @Nullable LogChunk next() throws IOException {
    if (failure != null) {
      LogChunk chunk = failure;
      failure = null;
      rowsRead++;
      bytesRead += failedBytes;
      failedBytes = 0;
      return chunk;
    }
    if (ended) {
      return null;
    }
    long first = rowsRead + 1;
    ByteArrayOutputStream lines = new ByteArrayOutputStream(CHUNK_BYTES + 4096);
    while (lines.size() < CHUNK_BYTES && failure == null && !ended) {
      byte[] row = row();
      if (row == null) {
        break;
      }
      take(row, lines);
    }
    if (lines.size() == 0) {
      return next();
    }
    byte[] bytes = lines.toByteArray();
    return LogChunk.lines(LogSource.S3, origin, first, null, bytes, 0, bytes.length);
  }

  @Override
  public ObjectPosition position() {
    return new ObjectPosition(0, rowsRead, bytesRead, rowsRead + 1, null, false);
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
    } else {
      in.close();
    }
  }

  private void take(byte[] row, ByteArrayOutputStream lines) {
    if (bytesRead + row.length > maxObjectBytes) {
      fail(
          RejectReason.OBJECT_TOO_LARGE,
          "expected at most "
              + maxObjectBytes
              + " bytes of rows (source/s3.max-object-size), found more; the rest is not read");
      ended = true;
    } else if (row.length > maxLineBytes) {
      fail(
          RejectReason.LINE_TOO_LONG,
          "expected rows of at most "
              + maxLineBytes
              + " bytes (source/s3.max-line-size), found one of "
              + row.length
              + "; the next row is read");
      failedBytes = row.length;
    } else {
      lines.writeBytes(row);
      rowsRead++;
      bytesRead += row.length;
    }
  }

  /** The next row, or null where there is none any more or a failure says why. */
  private byte @Nullable [] row() throws IOException {
    try {
      while (rowsLeft == 0) {
        if (!nextGroup()) {
          ended = true;
          return null;
        }
      }
      rowsLeft--;
      return rows == null ? null : rows.read();
    } catch (IOException | RuntimeException e) {
      IOException ofStore = input.failure();
      if (ofStore != null) {
        throw ofStore;
      }
      // Parquet's reader throws whatever damaged bytes lead it to.
      fail(
          RejectReason.CORRUPT,
          "expected more rows of a Parquet object behind row "
              + rowsRead
              + ", found damage ("
              + Found.thrown(e)
              + "); everything before it is delivered");
      ended = true;
      return null;
    }
  }

  private void fail(RejectReason reason, String detail) {
    failure = LogChunk.failed(LogSource.S3, origin, rowsRead + 1, reason, detail, new byte[0]);
  }

  /** Opens the next row group that holds rows to be read; false where there is none. */
  private boolean nextGroup() throws IOException {
    ParquetFileReader open = open();
    PageReadStore pages = null;
    List<BlockMetaData> groups = open.getRowGroups();
    while (pages == null && group < groups.size()) {
      BlockMetaData next = groups.get(group++);
      if (rowsToSkip >= next.getRowCount()) {
        rowsToSkip -= next.getRowCount();
        open.skipNextRowGroup();
      } else {
        check(next);
        pages = open.readNextRowGroup();
      }
    }
    if (pages == null || schema == null) {
      return false;
    }
    MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
    rows = columns.getRecordReader(pages, new ParquetRows(schema));
    rowsLeft = pages.getRowCount();
    for (; rowsToSkip > 0; rowsToSkip--) {
      rows.read();
      rowsLeft--;
    }
    return true;
  }

  private ParquetFileReader open() throws IOException {
    if (reader == null) {
      ParquetReadOptions options =
          ParquetReadOptions.builder(new PlainParquetConfiguration())
              .withCodecFactory(new ParquetCodecs((int) MOST_GROUP_BYTES))
              .usePageChecksumVerification()
              .build();
      reader = ParquetFileReader.open(input, options);
      MessageType stored = reader.getFileMetaData().getSchema();
      schema = flat(stored);
      reader.setRequestedSchema(schema);
    }
    return reader;
  }

  private static MessageType flat(MessageType stored) {
    List<Type> columns =
        stored.getFields().stream()
            .filter(type -> type.isPrimitive() && !type.isRepetition(Type.Repetition.REPEATED))
            .toList();
    if (columns.isEmpty()) {
      throw new IllegalArgumentException("expected columns, found none");
    }
    return new MessageType(stored.getName(), columns);
  }

  /** Whether what a row group says of its size can be true. */
  private void check(BlockMetaData next) throws IOException {
    long compressed = 0;
    long decompressed = 0;
    for (ColumnChunkMetaData column : next.getColumns()) {
      long start = column.getStartingPos();
      if (start < 0 || column.getTotalSize() < 0 || column.getTotalUncompressedSize() < 0) {
        throw new IOException("expected sizes of a row group, found negative ones");
      }
      compressed = Math.max(compressed, start + column.getTotalSize());
      decompressed += column.getTotalUncompressedSize();
    }
    if (compressed > input.getLength() || next.getRowCount() < 0) {
      throw new IOException("expected a row group inside the object, found one beyond its end");
    }
    if (decompressed > MOST_GROUP_BYTES) {
      throw new IOException(
          "expected row groups of at most "
              + MOST_GROUP_BYTES
              + " decompressed bytes, found one of "
              + decompressed);
    }
  }
}
