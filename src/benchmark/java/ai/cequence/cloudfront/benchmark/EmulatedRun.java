package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.LocalRunner;
import ai.cequence.cloudfront.testing.FakeCredentials;

/** The local runner with credentials that a fake of AWS takes. */
final class EmulatedRun {
  private EmulatedRun() {}

  public static void main(String[] args) throws Exception {
    FakeCredentials.set();
    LocalRunner.main(args);
  }
}
