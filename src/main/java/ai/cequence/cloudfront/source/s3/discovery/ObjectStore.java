package ai.cequence.cloudfront.source.s3.discovery;

import java.io.IOException;

/** Lists one bucket, or one file system. Thread-safe. */
interface ObjectStore extends AutoCloseable {
  /** One call, which may block for seconds. Whatever is thrown is a call that failed. */
  ListingPage list(ListingRequest request) throws IOException;

  /** What stands before a key to locate it: {@code s3://bucket/}, {@code file:///}. */
  String root();

  @Override
  void close();
}
