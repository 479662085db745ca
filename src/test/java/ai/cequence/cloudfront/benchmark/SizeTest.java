package ai.cequence.cloudfront.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizeTest {
  private static final long TWO_HOURS = 7_200;

  @Test
  void halfOfAKpusCpuIsForTheLoad() {
    // 20 CPU-seconds a million: 25 000 requests a second take half a core.
    assertThat(new Size(25_000, 20, 0).kpus()).isEqualTo(1);
    assertThat(new Size(25_001, 20, 0).kpus()).isEqualTo(2);
    assertThat(new Size(100_000, 20, 0).kpus()).isEqualTo(4);
    assertThat(new Size(1, 20, 0).kpus()).isEqualTo(1);
  }

  @Test
  void stateThatOutgrowsTheDiskTakesMoreKpus() {
    // 17 bytes an id: 90 000 s at 40 000 a second are 61.2 GB; half of a KPU's 50 GB holds 25.
    assertThat(new Size(40_000, 1, 90_000).kpus()).isEqualTo(3);
  }

  @Test
  void heapIsSharedByTheKpus() {
    assertThat(new Size(1_000, 20, TWO_HOURS).heapBytesPerKpu()).isEqualTo(172_800_000);
    assertThat(new Size(100_000, 20, TWO_HOURS).heapBytesPerKpu()).isEqualTo(4_320_000_000L);
  }

  @Test
  void filtersOfAllIdsTakeThreeQuartersOfTheLeastHeap() {
    // 20 000 a second for 2 h and a sixth are 168 million ids; their filters of 1.6 bytes, 269 MB.
    assertThat(new Size(20_000, 20, TWO_HOURS).leastHeapBytesPerKpu())
        .isEqualTo(360_000_000)
        .isGreaterThanOrEqualTo(269_000_000 * 4 / 3);
  }

  @Test
  void aShardTakesAThousandRecordsASecond() {
    assertThat(new Size(1, 20, 0).shards()).isEqualTo(1);
    assertThat(new Size(1_000, 20, 0).shards()).isEqualTo(1);
    assertThat(new Size(1_001, 20, 0).shards()).isEqualTo(2);
  }

  @Test
  void listingCostsLessTheMoreArrives() {
    // 100 a second: a million take 10 000 s, 1 000 rounds of two calls.
    assertThat(new Size(100, 20, 0).listsPerMillion()).isEqualTo(2_000);
    assertThat(new Size(100_000, 20, 0).listsPerMillion()).isEqualTo(2);
  }
}
