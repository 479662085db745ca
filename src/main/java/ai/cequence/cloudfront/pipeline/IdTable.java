package ai.cequence.cloudfront.pipeline;

/**
 * A set of 128-bit ids: open addressing in one {@code long[]}, linear probing. Between 65 and 85 %
 * full, so an id takes 19 to 25 bytes. The ids are hashes already and need no further one.
 */
final class IdTable {
  private static final int FIRST_CAPACITY = 64;
  private static final double FULL = 0.85;
  private static final double GROWTH = 1.3;

  private long[] slots = new long[2 * FIRST_CAPACITY];
  private int capacity = FIRST_CAPACITY;
  private int size;
  private int growAt = (int) (FIRST_CAPACITY * FULL);

  /** All bits zero means an empty slot, so that one id is remembered apart. */
  private boolean holdsZero;

  boolean contains(long high, long low) {
    if ((high | low) == 0) {
      return holdsZero;
    }
    int slot = slot(low);
    while (true) {
      long slotHigh = slots[2 * slot];
      long slotLow = slots[2 * slot + 1];
      if (slotHigh == high && slotLow == low) {
        return true;
      }
      if ((slotHigh | slotLow) == 0) {
        return false;
      }
      slot = slot + 1 == capacity ? 0 : slot + 1;
    }
  }

  /** Adds an id that is not in the table. */
  void add(long high, long low) {
    if ((high | low) == 0) {
      holdsZero = true;
      return;
    }
    if (size >= growAt) {
      grow();
    }
    put(high, low);
    size++;
  }

  int size() {
    return size + (holdsZero ? 1 : 0);
  }

  /** Heap that the table takes. */
  long bytes() {
    return 16L * capacity;
  }

  private void put(long high, long low) {
    int slot = slot(low);
    while ((slots[2 * slot] | slots[2 * slot + 1]) != 0) {
      slot = slot + 1 == capacity ? 0 : slot + 1;
    }
    slots[2 * slot] = high;
    slots[2 * slot + 1] = low;
  }

  private void grow() {
    long[] old = slots;
    int oldCapacity = capacity;
    capacity = (int) Math.min(Integer.MAX_VALUE / 2 - 8, (long) (oldCapacity * GROWTH) + 16);
    growAt = (int) (capacity * FULL);
    slots = new long[2 * capacity];
    for (int slot = 0; slot < oldCapacity; slot++) {
      if ((old[2 * slot] | old[2 * slot + 1]) != 0) {
        put(old[2 * slot], old[2 * slot + 1]);
      }
    }
  }

  /** Maps the id's lower half onto the slots without a division, whatever the capacity. */
  private int slot(long low) {
    return (int) (((low & 0xFFFFFFFFL) * capacity) >>> 32);
  }
}
