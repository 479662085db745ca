package ai.cequence.cloudfront.source.s3;

import ai.cequence.cloudfront.parse.FieldsDirective;
import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.RejectReason;
import ai.cequence.cloudfront.transaction.LogSource;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.zip.ZipException;
import org.apache.flink.core.fs.FSDataInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one log object of lines, plain or gzip, into chunks of whole lines.
 *
 * <p>What cannot be read is a chunk too: an over-long line, the rest of an object that is damaged
 * or larger than the limit.
 */
public final class LogObjectReader implements LogObject {
  private static final int CHUNK_BYTES = 64 * 1024;
  private static final int MOST_RAW_BYTES = 64 * 1024;
  private static final int MAGIC_BYTES = 2;

  private final String origin;
  private final InputStream in;
  private final @Nullable GzipMembers members;
  private final int maxLineBytes;
  private final long maxObjectBytes;
  private final int chunkBytes;

  private byte[] buffer;
  private int filled;
  private long line;

  /** Decompressed bytes before the buffer's first. */
  private long begin;

  private long toSkip;
  private @Nullable String fields;
  private boolean skipping;
  private boolean ended;
  private @Nullable Stop stop;

  /** Why reading ends before the object does. */
  private record Stop(RejectReason reason, String detail) {}

  private LogObjectReader(
      String origin,
      InputStream in,
      @Nullable GzipMembers members,
      ObjectPosition from,
      int maxLineBytes,
      long maxObjectBytes) {
    this.origin = origin;
    this.in = in;
    this.members = members;
    this.maxLineBytes = maxLineBytes;
    this.maxObjectBytes = maxObjectBytes;
    this.chunkBytes = Math.min(CHUNK_BYTES, maxLineBytes);
    this.buffer = new byte[chunkBytes];
    this.line = from.line();
    this.begin = from.decompressed();
    this.toSkip = members == null ? 0 : from.within();
    this.fields = from.fields();
    this.skipping = from.skipping();
  }

  /**
   * Begins an object that can only be read from its first byte on.
   *
   * @param origin the object's URI
   * @param raw its bytes as stored; closed with the reader
   * @param maxLineBytes longest line that is read whole, its line feed included
   * @param maxObjectBytes most decompressed bytes that are read
   */
  public static LogObjectReader open(
      String origin, InputStream raw, int maxLineBytes, long maxObjectBytes) throws IOException {
    byte[] magic = raw.readNBytes(MAGIC_BYTES);
    InputStream in = new SequenceInputStream(new ByteArrayInputStream(magic), raw);
    GzipMembers members = isGzip(magic) ? new GzipMembers(in, 0, 0) : null;
    return new LogObjectReader(
        origin,
        members == null ? in : members,
        members,
        ObjectPosition.START,
        maxLineBytes,
        maxObjectBytes);
  }

  static boolean isGzip(byte[] magic) {
    return magic.length >= 2 && magic[0] == 0x1F && (magic[1] & 0xFF) == 0x8B;
  }

  /** Goes on with a gzip object, of which {@code magic} was read. */
  static LogObjectReader gzip(
      String origin,
      FSDataInputStream raw,
      byte[] magic,
      ObjectPosition from,
      int maxLineBytes,
      long maxObjectBytes)
      throws IOException {
    GzipMembers members =
        new GzipMembers(
            at(raw, magic, from.offset()), from.offset(), from.decompressed() - from.within());
    return new LogObjectReader(origin, members, members, from, maxLineBytes, maxObjectBytes);
  }

  /** Goes on with an uncompressed object, of which {@code magic} was read. */
  static LogObjectReader plain(
      String origin,
      FSDataInputStream raw,
      byte[] magic,
      ObjectPosition from,
      int maxLineBytes,
      long maxObjectBytes)
      throws IOException {
    return new LogObjectReader(
        origin, at(raw, magic, from.offset()), null, from, maxLineBytes, maxObjectBytes);
  }

  /** Gives back what was read where reading begins at the start, since to seek is to open again. */
  private static InputStream at(FSDataInputStream raw, byte[] magic, long offset)
      throws IOException {
    if (offset == 0) {
      return new SequenceInputStream(new ByteArrayInputStream(magic), raw);
    }
    raw.seek(offset);
    return raw;
  }

  @Override
  public @Nullable LogChunk next() throws IOException {
    while (!ended) {
      if (stop != null) {
        return stopped(stop);
      }
      if (filled == buffer.length) {
        int lineFeed = lastLineFeed();
        if (lineFeed >= 0) {
          return upTo(lineFeed + 1);
        }
        if (filled >= maxLineBytes) {
          return tooLong();
        }
        buffer = Arrays.copyOf(buffer, Math.min(maxLineBytes, buffer.length * 2));
      }
      if (!read()) {
        return last();
      }
    }
    return null;
  }

  @Override
  public ObjectPosition position() {
    if (members == null) {
      return new ObjectPosition(begin, 0, begin, line, fields, skipping);
    }
    GzipMembers.Member member = members.memberAt(begin);
    return new ObjectPosition(
        member.offset(), begin - member.decompressed(), begin, line, fields, skipping);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  /** Reads on; false at the end. */
  private boolean read() throws IOException {
    int read;
    try {
      in.skipNBytes(toSkip);
      toSkip = 0;
      // One byte more than allowed tells that there are more, at the same place after a restore.
      long allowed = Math.max(1, maxObjectBytes - begin - filled);
      read = in.read(buffer, filled, (int) Math.min(buffer.length - filled, allowed));
    } catch (ZipException | EOFException e) {
      stop =
          new Stop(
              RejectReason.CORRUPT,
              "expected more of the object behind decompressed byte "
                  + (begin + filled)
                  + ", found damage ("
                  + Found.message(e)
                  + "); everything before it is delivered");
      return true;
    }
    if (read < 0) {
      return false;
    }
    int from = filled;
    filled += read;
    if (begin + filled > maxObjectBytes) {
      stop =
          new Stop(
              RejectReason.OBJECT_TOO_LARGE,
              "expected at most "
                  + maxObjectBytes
                  + " decompressed bytes (source/s3.max-object-size), found more; the rest is not"
                  + " read");
    }
    if (skipping) {
      skip(from);
    }
    return true;
  }

  private LogChunk upTo(int end) {
    byte[] bytes = buffer;
    int rest = filled - end;
    buffer = new byte[Math.max(chunkBytes, rest)];
    System.arraycopy(bytes, end, buffer, 0, rest);
    filled = rest;
    begin += end;
    LogChunk chunk = LogChunk.lines(LogSource.S3, origin, line, fields, bytes, 0, end);
    fields = FieldsDirective.lastIn(bytes, 0, end, fields);
    line += LineFeeds.count(bytes, 0, end);
    return chunk;
  }

  private @Nullable LogChunk last() {
    ended = true;
    return filled == 0 || skipping ? null : upTo(filled);
  }

  private LogChunk tooLong() {
    LogChunk chunk =
        failed(
            RejectReason.LINE_TOO_LONG,
            "expected lines of at most "
                + maxLineBytes
                + " bytes (source/s3.max-line-size), found a longer one; its first bytes are kept,"
                + " the next line is read");
    skipping = true;
    begin += filled;
    filled = 0;
    buffer = new byte[chunkBytes];
    return chunk;
  }

  /** Leaves out the rest of an over-long line. */
  private void skip(int from) {
    for (int i = from; i < filled; i++) {
      if (buffer[i] == '\n') {
        line++;
        skipping = false;
        System.arraycopy(buffer, i + 1, buffer, 0, filled - i - 1);
        filled -= i + 1;
        begin += i + 1;
        return;
      }
    }
    begin += filled;
    filled = 0;
  }

  /** Delivers the whole lines that were read, then says why there are no more. */
  private LogChunk stopped(Stop why) {
    int lineFeed = skipping ? -1 : lastLineFeed();
    if (lineFeed >= 0) {
      return upTo(lineFeed + 1);
    }
    ended = true;
    return failed(why.reason(), why.detail());
  }

  private LogChunk failed(RejectReason reason, String detail) {
    byte[] raw = Arrays.copyOf(buffer, Math.min(filled, MOST_RAW_BYTES));
    return LogChunk.failed(LogSource.S3, origin, line, reason, detail, raw);
  }

  private int lastLineFeed() {
    for (int i = filled - 1; i >= 0; i--) {
      if (buffer[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
