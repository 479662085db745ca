package ai.cequence.cloudfront.source.s3.discovery;

import java.io.IOException;
import java.util.List;

/**
 * A queue with notifications. Its calls block for seconds; the message of what they throw is whole:
 * what was expected of which queue, and what was found. Thread-safe.
 */
interface MessageQueue extends AutoCloseable {
  /** Some messages, which nobody else gets for a while; none where there are none for some time. */
  List<QueueMessage> receive() throws IOException;

  /** Keeps messages from others for a while more. What cannot be kept is received again. */
  void extend(List<String> receipts) throws IOException;

  /** Deletes messages for good. What cannot be deleted is received again. */
  void delete(List<String> receipts) throws IOException;

  @Override
  void close();
}
