package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.Commands;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A simulated Bridge in a process of its own. */
@Command(
    name = "simulate-bridge",
    mixinStandardHelpOptions = true,
    description = "Serves a simulated Bridge on loopback until it is ended.")
public final class SimulateBridge implements Callable<Integer> {
  @Option(names = "--port", defaultValue = "0", description = "0: any free one (${DEFAULT-VALUE})")
  private int port;

  @Option(names = "--discard", description = "take everything, check nothing")
  private boolean discard;

  public static void main(String[] args) {
    System.exit(Commands.run(new SimulateBridge(), args));
  }

  @Override
  public Integer call() throws Exception {
    try (BridgeSimulator bridge = new BridgeSimulator(port, !discard)) {
      System.out.println(bridge.url());
      new CountDownLatch(1).await();
    }
    return 0;
  }
}
