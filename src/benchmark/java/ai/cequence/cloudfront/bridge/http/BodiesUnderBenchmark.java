package ai.cequence.cloudfront.bridge.http;

/** Hands the compression of request bodies to benchmarks. */
public final class BodiesUnderBenchmark {
  private BodiesUnderBenchmark() {}

  public static byte[] gzipped(byte[] body) {
    return RequestBody.gzipped(body);
  }
}
