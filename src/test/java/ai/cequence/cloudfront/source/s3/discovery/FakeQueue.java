package ai.cequence.cloudfront.source.s3.discovery;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A queue in memory. Nothing becomes visible again unless the test says so. */
final class FakeQueue implements MessageQueue {
  private final Map<String, String> visible = new LinkedHashMap<>();
  private final Map<String, String> bodies = new LinkedHashMap<>();
  private final Map<String, String> idOfReceipt = new LinkedHashMap<>();
  private final List<String> extended = new ArrayList<>();
  private int sent;
  private int deliveries;
  private boolean broken;

  void send(String body) {
    String id = "m" + ++sent;
    bodies.put(id, body);
    visible.put(id, body);
  }

  /** The visibility of all messages that are not deleted has run out. */
  void deliverAgain() {
    visible.putAll(bodies);
  }

  void setBroken(boolean down) {
    broken = down;
  }

  /** Messages that are not deleted. */
  int size() {
    return bodies.size();
  }

  /** Messages extended since the last question. */
  List<String> takeExtended() {
    List<String> taken = List.copyOf(extended);
    extended.clear();
    return taken;
  }

  @Override
  public List<QueueMessage> receive() throws IOException {
    if (broken) {
      throw new IOException("the queue does not answer");
    }
    List<QueueMessage> messages = new ArrayList<>();
    visible.forEach(
        (id, body) -> {
          String receipt = id + "/" + ++deliveries;
          idOfReceipt.put(receipt, id);
          messages.add(new QueueMessage(id, receipt, body));
        });
    visible.clear();
    return messages;
  }

  @Override
  public void extend(List<String> receipts) {
    receipts.forEach(receipt -> extended.add(idOfReceipt.get(receipt)));
  }

  @Override
  public void delete(List<String> receipts) {
    receipts.forEach(
        receipt -> {
          bodies.remove(idOfReceipt.get(receipt));
          visible.remove(idOfReceipt.get(receipt));
        });
  }

  @Override
  public void close() {}
}
