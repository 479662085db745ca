package ai.cequence.cloudfront.source.kinesis.reader;

import ai.cequence.cloudfront.HashFunction;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes apart what the Kinesis Producer Library puts into one record: four magic bytes, a protocol
 * buffer, and the MD5 of that buffer.
 *
 * <pre>
 * AggregatedRecord { repeated string partition_key_table = 1;
 *                    repeated string explicit_hash_key_table = 2; repeated Record records = 3; }
 * Record { required uint64 partition_key_index = 1; optional uint64 explicit_hash_key_index = 2;
 *          required bytes data = 3; repeated Tag tags = 4; }
 * </pre>
 *
 * <p>A record that looks like one and is none, by its MD5 or its structure, is a plain record.
 */
final class AggregatedRecord {
  private static final byte[] MAGIC = {(byte) 0xF3, (byte) 0x89, (byte) 0x9A, (byte) 0xC2};
  private static final int MD5_BYTES = 16;
  private static final int RECORDS = 3;
  private static final int DATA = 3;

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private final byte[] bytes;
  private final int end;
  private int at;

  private AggregatedRecord(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Where in the array one user record lies. */
  record Slice(int start, int length) {}

  /** The user records in their order, or null where it is a plain record. */
  static @Nullable List<Slice> userRecords(byte[] record) {
    int bodyEnd = record.length - MD5_BYTES;
    if (bodyEnd < MAGIC.length
        || !Arrays.equals(record, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || !hasDigest(record, bodyEnd)) {
      return null;
    }
    try {
      List<Slice> found = new ArrayList<>();
      for (Slice inner : new AggregatedRecord(record, MAGIC.length, bodyEnd).fields(RECORDS)) {
        int innerEnd = inner.start() + inner.length();
        List<Slice> data = new AggregatedRecord(record, inner.start(), innerEnd).fields(DATA);
        if (data.size() != 1) {
          return null;
        }
        found.add(data.get(0));
      }
      return found;
    } catch (MalformedException e) {
      return null;
    }
  }

  private static boolean hasDigest(byte[] record, int bodyEnd) {
    MessageDigest md5 = HashFunction.MD5.begin();
    md5.update(record, MAGIC.length, bodyEnd - MAGIC.length);
    return Arrays.equals(md5.digest(), 0, MD5_BYTES, record, bodyEnd, record.length);
  }

  /** Every occurrence of a length-delimited field; all others are skipped. */
  private List<Slice> fields(int wanted) throws MalformedException {
    List<Slice> found = new ArrayList<>();
    while (at < end) {
      long key = varint();
      switch ((int) (key & 7)) {
        case VARINT -> {
          long unused = varint();
        }
        case FIXED_64 -> skip(8);
        case FIXED_32 -> skip(4);
        case DELIMITED -> {
          long length = varint();
          int start = at;
          skip(length);
          if (key >>> 3 == wanted) {
            found.add(new Slice(start, (int) length));
          }
        }
        default -> throw new MalformedException();
      }
    }
    return found;
  }

  private void skip(long length) throws MalformedException {
    if (length < 0 || length > end - at) {
      throw new MalformedException();
    }
    at += (int) length;
  }

  private long varint() throws MalformedException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (at >= end) {
        throw new MalformedException();
      }
      byte b = bytes[at++];
      value |= (long) (b & 0x7F) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw new MalformedException();
  }

  /** It is no protocol buffer of that kind. */
  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;
  }
}
