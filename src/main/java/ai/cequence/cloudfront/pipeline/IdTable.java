package ai.cequence.cloudfront.pipeline;

import java.util.Arrays;

/**
 * A set of ids with one bit beside each: open addressing in one {@code long[]}, in the order of the
 * ids' {@linkplain SeenId#sortKey keys}, so that a look-up ends at the first greater key, growing
 * copies from front to back, and the whole table can be written out sorted. Between 68 and 85 %
 * full, so an id takes 19 to 23.6 bytes. The ids are hashes already and need no further one.
 */
final class IdTable {
  private static final int FIRST_CAPACITY = 64;
  private static final int FIRST_OVERFLOW = 16;
  private static final double FULL = 0.85;
  private static final double GROWTH = 1.25;

  /**
   * Takes the ids of a table in the order of their keys.
   *
   * @see SeenId
   */
  interface Visitor {
    void id(long high, long low) throws Exception;
  }

  /** Slots from 0 to the capacity, and a few behind for what overflows the last ones. */
  private long[] slots;

  private int capacity;
  private int size;
  private int growAt;

  /** All bits zero means an empty slot, so that one id is remembered apart. */
  private int zero = SeenId.ABSENT;

  IdTable() {
    this(0);
  }

  /** A table with room for a number of ids. */
  IdTable(int expected) {
    capacity = Math.max(FIRST_CAPACITY, (int) (expected / FULL * 1.05));
    growAt = (int) (capacity * FULL);
    slots = new long[2 * (capacity + FIRST_OVERFLOW)];
  }

  /** The bit that was added with an id, or {@link SeenId#ABSENT}. */
  int find(long high, long low) {
    long idLow = low & SeenId.ID_BITS;
    if ((high | idLow) == 0) {
      return zero;
    }
    long key = SeenId.sortKey(low);
    for (int i = 2 * home(key); i < slots.length; i += 2) {
      long slotHigh = slots[i];
      long slotLow = slots[i + 1];
      if (slotHigh == high && (slotLow & SeenId.ID_BITS) == idLow) {
        return SeenId.bit(slotLow);
      }
      if ((slotHigh | slotLow) == 0 || SeenId.sortKey(slotLow) > key) {
        return SeenId.ABSENT;
      }
    }
    return SeenId.ABSENT;
  }

  /** Adds an id that is not in the table, its bit in {@code low}. */
  void add(long high, long low) {
    if ((high | (low & SeenId.ID_BITS)) == 0) {
      zero = SeenId.bit(low);
      return;
    }
    if (size >= growAt) {
      grow();
    }
    long key = SeenId.sortKey(low);
    int place = 2 * home(key);
    while (!isEmpty(place) && SeenId.sortKey(slots[place + 1]) <= key) {
      place += 2;
    }
    int empty = place;
    while (!isEmpty(empty)) {
      empty += 2;
    }
    if (empty + 2 >= slots.length) {
      slots = Arrays.copyOf(slots, slots.length + 64);
    }
    System.arraycopy(slots, place, slots, place + 2, empty - place);
    slots[place] = high;
    slots[place + 1] = low;
    size++;
  }

  int size() {
    return size + (zero == SeenId.ABSENT ? 0 : 1);
  }

  /** Heap that the table takes. */
  long bytes() {
    return 8L * slots.length;
  }

  /** Visits all ids in the order of their keys. */
  void forEach(Visitor visitor) throws Exception {
    if (zero != SeenId.ABSENT) {
      visitor.id(0, SeenId.low(0, zero));
    }
    for (int i = 0; i < slots.length; i += 2) {
      if (!isEmpty(i)) {
        visitor.id(slots[i], slots[i + 1]);
      }
    }
  }

  private boolean isEmpty(int place) {
    return place >= slots.length || (slots[place] | slots[place + 1]) == 0;
  }

  private void grow() {
    long[] old = slots;
    capacity = (int) Math.min(Integer.MAX_VALUE / 2 - 64, (long) (capacity * GROWTH) + 16);
    growAt = (int) (capacity * FULL);
    slots = new long[2 * (capacity + FIRST_OVERFLOW)];
    int next = 0;
    for (int i = 0; i < old.length; i += 2) {
      if ((old[i] | old[i + 1]) != 0) {
        next = Math.max(next, 2 * home(SeenId.sortKey(old[i + 1])));
        if (next + 2 >= slots.length) {
          slots = Arrays.copyOf(slots, slots.length + 64);
        }
        slots[next] = old[i];
        slots[next + 1] = old[i + 1];
        next += 2;
      }
    }
  }

  /** Maps keys onto the slots in their order, without a division, whatever the capacity. */
  private int home(long key) {
    return (int) ((key * capacity) >>> 32);
  }
}
