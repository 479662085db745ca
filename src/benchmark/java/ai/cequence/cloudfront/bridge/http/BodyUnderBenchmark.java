package ai.cequence.cloudfront.bridge.http;

/** Lets benchmarks in other packages compress as the client does. */
public final class BodyUnderBenchmark {
  private BodyUnderBenchmark() {}

  /** A request body as {@code bridge/gzip=true} sends it. */
  public static byte[] gzipped(byte[] body) {
    return RequestBody.gzipped(body);
  }
}
