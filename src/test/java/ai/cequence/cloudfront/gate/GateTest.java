package ai.cequence.cloudfront.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GateTest {
  private final Gate gate = new Gate();
  private final Gate.Meter one = gate.register(100);
  private final Gate.Meter other = gate.register(1000);

  @Test
  void closesWhenAnyWriterIsHalfFull() {
    one.set(49);
    other.set(499);
    assertThat(gate.isOpen()).isTrue();
    one.set(50);
    assertThat(gate.isOpen()).isFalse();
  }

  @Test
  void opensWhenAllAreBelowAQuarter() {
    one.set(50);
    other.set(250);
    CompletableFuture<Void> opened = gate.opened();
    one.set(0);
    assertThat(gate.isOpen()).isFalse();
    other.set(249);
    assertThat(gate.isOpen()).isTrue();
    assertThat(opened).isCompleted();
    one.set(25);
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void aWriterThatIsGoneHoldsNothing() {
    one.set(100);
    one.close();
    assertThat(gate.isOpen()).isTrue();
    assertThat(gate.drained()).isTrue();
    one.set(100);
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void isDrainedWhenNobodyHoldsAnything() {
    one.set(1);
    assertThat(gate.drained()).isFalse();
    one.set(0);
    assertThat(gate.drained()).isTrue();
  }
}
