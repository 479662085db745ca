package ai.cequence.cloudfront.source.s3;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses one gzip member after another (RFC 1952). Unlike the JDK's stream it gives every
 * byte before damage, and complains about what follows the last member unless it is zeros.
 */
final class GzipMembers extends InputStream {
  private static final int INPUT_BYTES = 64 * 1024;
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final InputStream in;
  private final byte[] input = new byte[INPUT_BYTES];
  private final Inflater inflater = new Inflater(true);
  private final CRC32 crc = new CRC32();

  private final Deque<Member> members = new ArrayDeque<>();

  /** Stored bytes before the input buffer's first. */
  private long begin;

  private long decompressed;
  private int position;
  private int limit;
  private boolean inMember;
  private boolean first = true;
  private boolean ended;
  private @Nullable IOException damage;

  /**
   * Where a member begins.
   *
   * @param offset stored bytes before it
   * @param decompressed decompressed bytes before it
   */
  record Member(long offset, long decompressed) {}

  /**
   * @param in at a member's first byte
   * @param offset stored bytes before that
   * @param decompressed decompressed bytes before that
   */
  GzipMembers(InputStream in, long offset, long decompressed) {
    this.in = in;
    this.begin = offset;
    this.decompressed = decompressed;
    members.add(new Member(offset, decompressed));
  }

  /**
   * The last member that begins at or before a place. Forgets those before it: places only grow.
   *
   * @param place decompressed bytes before it
   */
  Member memberAt(long place) {
    Member member = members.element();
    for (Member next : members) {
      if (next.decompressed() > place) {
        break;
      }
      member = next;
    }
    while (!Objects.equals(members.peek(), member)) {
      members.remove();
    }
    return member;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (!ended) {
      if (damage != null) {
        throw damage;
      }
      if (!inMember && !header()) {
        ended = true;
        return -1;
      }
      int count = inflate(target, from, length);
      if (count > 0) {
        crc.update(target, from, count);
        decompressed += count;
        return count;
      }
      if (damage == null && inflater.finished()) {
        trailer();
      }
    }
    return -1;
  }

  @Override
  public void close() throws IOException {
    inflater.end();
    in.close();
  }

  /** Bytes inflated; 0 where the member has ended or is damaged just here. */
  private int inflate(byte[] target, int from, int length) throws IOException {
    while (!inflater.finished()) {
      if (inflater.needsInput()) {
        if (position == limit && !fill()) {
          damage = new EOFException("the gzip member is cut off");
          return 0;
        }
        inflater.setInput(input, position, limit - position);
      }
      long before = inflater.getBytesWritten();
      int available = inflater.getRemaining();
      int count;
      try {
        count = inflater.inflate(target, from, length);
      } catch (DataFormatException e) {
        damage = new ZipException(e.getMessage() == null ? "invalid data" : e.getMessage());
        return (int) (inflater.getBytesWritten() - before);
      }
      position += available - inflater.getRemaining();
      if (count > 0) {
        return count;
      }
      if (inflater.needsDictionary()) {
        damage = new ZipException("a preset dictionary, which gzip does not have");
        return 0;
      }
    }
    return 0;
  }

  /** Reads a member's header; false at the end of the object. */
  private boolean header() throws IOException {
    int magic = next();
    if (!first) {
      while (magic == 0) {
        magic = next();
      }
    }
    if (magic < 0) {
      return false;
    }
    if (magic != 0x1F || need() != 0x8B || need() != 8) {
      throw new ZipException("expected a gzip member, found something else");
    }
    Member member = new Member(begin + position - 3, decompressed);
    int flags = need();
    skip(6);
    if ((flags & EXTRA) != 0) {
      skip(need() | need() << 8);
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    if ((flags & HEADER_CRC) != 0) {
      skip(2);
    }
    inflater.reset();
    crc.reset();
    inMember = true;
    if (!first) {
      members.add(member);
    }
    first = false;
    return true;
  }

  private void trailer() throws IOException {
    long expectedCrc = need4();
    long expectedSize = need4();
    if (expectedCrc != crc.getValue()
        || expectedSize != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw new ZipException("the checksum of a gzip member is wrong");
    }
    inMember = false;
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      need();
    }
  }

  private void skipText() throws IOException {
    while (need() != 0) {
      // up to the zero
    }
  }

  private long need4() throws IOException {
    return need() | (long) need() << 8 | (long) need() << 16 | (long) need() << 24;
  }

  private int need() throws IOException {
    int b = next();
    if (b < 0) {
      throw new EOFException("the gzip member is cut off");
    }
    return b;
  }

  private int next() throws IOException {
    if (position == limit && !fill()) {
      return -1;
    }
    return input[position++] & 0xFF;
  }

  private boolean fill() throws IOException {
    begin += limit;
    position = 0;
    limit = Math.max(0, in.read(input, 0, input.length));
    return limit > 0;
  }
}
