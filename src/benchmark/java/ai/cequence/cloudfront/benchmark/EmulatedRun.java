package ai.cequence.cloudfront.benchmark;

import ai.cequence.cloudfront.local.LocalRunner;

/** The local runner with credentials that a fake of AWS takes. */
final class EmulatedRun {
  private EmulatedRun() {}

  public static void main(String[] args) throws Exception {
    System.setProperty("aws.accessKeyId", "test");
    System.setProperty("aws.secretAccessKey", "test");
    LocalRunner.main(args);
  }
}
