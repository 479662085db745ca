package ai.cequence.cloudfront.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OpenWindowTest {
  private static final long OPENED = 1_769_853_600_000L;
  private static final long HOUR = 3_600_000;

  private final OpenWindow window = new OpenWindow("E1", OPENED, 5_000);

  @Test
  void staysOpenForItsSize() {
    assertThat(window.isDue(OPENED)).isFalse();
    assertThat(window.isDue(OPENED + 4_999)).isFalse();
    assertThat(window.isDue(OPENED + 5_000)).isTrue();
    assertThat(window.isDue(Long.MAX_VALUE)).isTrue();
  }

  @Test
  void closesWhereTheClockIsSetBackRatherThanAnHourLater() {
    assertThat(window.isDue(OPENED - HOUR)).isTrue();
    assertThat(window.isDue(OPENED - 1)).isTrue();
  }
}
