package ai.cequence.cloudfront;

/** Entry point of the job. */
public final class CloudFrontBridgeJob {
  private CloudFrontBridgeJob() {}

  public static void main(String[] args) {}
}
