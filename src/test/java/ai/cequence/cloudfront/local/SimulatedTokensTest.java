package ai.cequence.cloudfront.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SimulatedTokensTest {
  private final AtomicLong now = new AtomicLong(1_000_000);
  private final SimulatedTokens tokens = new SimulatedTokens(now::get);

  @Test
  void aTokenIsFreshForTwoSeconds() {
    String header = "Bearer " + tokens.give();

    now.addAndGet(2_000);
    assertThat(tokens.isFresh(header)).isTrue();
    now.addAndGet(1);
    assertThat(tokens.isFresh(header)).isFalse();
    assertThat(tokens.isFresh("Bearer " + tokens.give())).isTrue();
    assertThat(tokens.given()).isEqualTo(2);
  }

  @Test
  void knowsItsOwnAlone() {
    assertThat(SimulatedTokens.areOurs("Bearer simulated-7")).isTrue();
    assertThat(SimulatedTokens.areOurs("Bearer other")).isFalse();
    assertThat(SimulatedTokens.areOurs(null)).isFalse();
    assertThat(tokens.isFresh("Bearer simulated-7")).isFalse();
  }
}
