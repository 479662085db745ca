package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.split.StateInput;
import ai.cequence.cloudfront.source.s3.split.StateOutput;
import java.io.IOException;

/** A set of 128-bit digests, by open addressing in one array. Digests spread by themselves. */
final class IdSet {
  private static final int SMALLEST = 8;

  private long[] slots = new long[2 * SMALLEST];
  private int size;

  /** Both halves zero mark a free slot; that digest, should it ever come, is another one here. */
  private static long nonZero(long high, long low) {
    return high == 0 && low == 0 ? 1 : high;
  }

  /** False where it was there before. */
  boolean add(long high, long low) {
    long first = nonZero(high, low);
    int slot = slot(slots, first, low);
    if (slots[slot] == first && slots[slot + 1] == low) {
      return false;
    }
    slots[slot] = first;
    slots[slot + 1] = low;
    size++;
    if (size * 4L > slots.length) {
      grow();
    }
    return true;
  }

  boolean contains(long high, long low) {
    long first = nonZero(high, low);
    int slot = slot(slots, first, low);
    return slots[slot] == first && slots[slot + 1] == low;
  }

  int size() {
    return size;
  }

  /** Where a digest is, or the free slot where it belongs. */
  private static int slot(long[] slots, long high, long low) {
    int mask = slots.length / 2 - 1;
    int index = (int) low & mask;
    while ((slots[2 * index] != 0 || slots[2 * index + 1] != 0)
        && (slots[2 * index] != high || slots[2 * index + 1] != low)) {
      index = (index + 1) & mask;
    }
    return 2 * index;
  }

  private void grow() {
    long[] larger = new long[slots.length * 2];
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i] != 0 || slots[i + 1] != 0) {
        int slot = slot(larger, slots[i], slots[i + 1]);
        larger[slot] = slots[i];
        larger[slot + 1] = slots[i + 1];
      }
    }
    slots = larger;
  }

  IdSet copy() {
    IdSet copy = new IdSet();
    copy.slots = slots.clone();
    copy.size = size;
    return copy;
  }

  void write(StateOutput out) throws IOException {
    out.writeInt(size);
    for (int i = 0; i < slots.length; i += 2) {
      if (slots[i] != 0 || slots[i + 1] != 0) {
        out.writeLong(slots[i]);
        out.writeLong(slots[i + 1]);
      }
    }
  }

  static IdSet read(StateInput in) throws IOException {
    IdSet ids = new IdSet();
    int size = in.readInt();
    for (int i = 0; i < size; i++) {
      ids.add(in.readLong(), in.readLong());
    }
    return ids;
  }
}
