package ai.cequence.cloudfront.redrive;

import ai.cequence.cloudfront.config.WindowSettings;
import ai.cequence.cloudfront.transaction.Transaction;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.fs.Path;
import org.jspecify.annotations.Nullable;

/**
 * Redrives one file after another: sends what can be sent, moves what was delivered, leaves the
 * rest. A transaction that several files hold is sent once.
 */
final class FileRedrive {
  private final DeadLetterFolder folder;
  private final Selection selection;
  private final Reviver reviver;
  private final WindowSettings limits;
  private final @Nullable Sender sender;
  private final Fates fates = new Fates();

  /** Ids that this run has settled, and whether the Bridge took them. */
  private final Map<String, Boolean> taken = new HashMap<>();

  /** A line and the id of what was made of it; without one it is left. */
  private record Entry(byte[] line, String reason, @Nullable String id, boolean repeats) {}

  /**
   * @param sender null: nothing is sent and nothing is moved
   */
  FileRedrive(
      DeadLetterFolder folder,
      Selection selection,
      Reviver reviver,
      WindowSettings limits,
      @Nullable Sender sender) {
    this.folder = folder;
    this.selection = selection;
    this.reviver = reviver;
    this.limits = limits;
    this.sender = sender;
  }

  Fates fates() {
    return fates;
  }

  void redrive(Path file) throws IOException, InterruptedException, Sender.OutOfPatience {
    List<Entry> entries = new ArrayList<>();
    Map<String, Transaction> toSend = new LinkedHashMap<>();
    for (byte[] line : folder.lines(file)) {
      entries.add(entry(line, toSend));
    }
    Sender to = sender;
    if (to == null) {
      toSend.keySet().forEach(id -> taken.put(id, true));
      entries.stream()
          .filter(entry -> entry.id() != null)
          .forEach(e -> fates.add(e.reason(), e.repeats() ? Fates.REPEAT : Fates.SENDABLE));
      return;
    }
    try {
      to.send(Batches.of(toSend.values(), limits), taken::put);
    } catch (InterruptedException | Sender.OutOfPatience | RuntimeException e) {
      try {
        move(file, entries);
      } catch (IOException | RuntimeException moving) {
        // Why sending broke off counts: the run ends for it, not only this file.
        e.addSuppressed(moving);
      }
      throw e;
    }
    move(file, entries);
  }

  private Entry entry(byte[] line, Map<String, Transaction> toSend) {
    DeadLetterLine letter = DeadLetterLine.of(line);
    if (letter == null) {
      fates.add("?", Fates.UNREADABLE);
      return new Entry(line, "?", null, false);
    }
    if (!selection.covers(letter)) {
      fates.add(letter.reason(), Fates.NOT_SELECTED);
      return new Entry(line, letter.reason(), null, false);
    }
    Revived revived = reviver.revive(letter);
    Transaction transaction = revived.transaction();
    if (transaction == null) {
      fates.add(letter.reason(), "left: " + revived.explanation());
      return new Entry(line, letter.reason(), null, false);
    }
    String id = transaction.id();
    boolean repeats = taken.containsKey(id) || toSend.containsKey(id);
    if (!repeats) {
      toSend.put(id, transaction);
    }
    return new Entry(line, letter.reason(), id, repeats);
  }

  /** Also where sending broke off: what was delivered until then is not sent again. */
  private void move(Path file, List<Entry> entries) throws IOException {
    List<byte[]> delivered = new ArrayList<>();
    List<byte[]> left = new ArrayList<>();
    for (Entry entry : entries) {
      Boolean settled = entry.id() == null ? null : taken.get(entry.id());
      (Boolean.TRUE.equals(settled) ? delivered : left).add(entry.line());
      if (entry.id() != null) {
        fates.add(entry.reason(), entry.repeats() ? Fates.REPEAT : fate(settled));
      }
    }
    if (!delivered.isEmpty()) {
      folder.move(file, delivered, left);
    }
  }

  private static String fate(@Nullable Boolean settled) {
    if (settled == null) {
      return Fates.UNSETTLED;
    }
    return settled ? Fates.DELIVERED : Fates.REFUSED;
  }
}
