package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.split.ObjectId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Messages that are kept from others, until a checkpoint covers all objects of each. */
final class HeldMessages {
  private final Map<String, HeldMessage> messages = new HashMap<>();
  private final Map<ObjectId, Set<String>> byObject = new HashMap<>();

  HeldMessages(Collection<HeldMessage> held) {
    held.forEach(message -> hold(message.id(), message.receipt(), message.unread()));
  }

  /** Holds a message, with the receipt of its newest delivery. */
  void hold(String id, String receipt, Collection<ObjectId> unread) {
    messages.put(id, new HeldMessage(id, receipt, new HashSet<>(unread)));
    unread.forEach(object -> byObject.computeIfAbsent(object, o -> new HashSet<>()).add(id));
  }

  /** A checkpoint covers an object; receipts of messages that are through with it. */
  List<String> read(ObjectId object) {
    Set<String> ids = byObject.remove(object);
    List<String> through = new ArrayList<>();
    if (ids == null) {
      return through;
    }
    for (String id : ids) {
      HeldMessage message = messages.get(id);
      if (message != null && message.unread().remove(object) && message.unread().isEmpty()) {
        messages.remove(id);
        through.add(message.receipt());
      }
    }
    return through;
  }

  List<String> receipts() {
    return messages.values().stream().map(HeldMessage::receipt).toList();
  }

  int size() {
    return messages.size();
  }

  List<HeldMessage> snapshot() {
    return messages.values().stream()
        .map(m -> new HeldMessage(m.id(), m.receipt(), Set.copyOf(m.unread())))
        .toList();
  }
}
