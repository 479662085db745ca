package ai.cequence.cloudfront.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What a subtask counted between two checkpoints. Its name and its bytes follow from its contents,
 * so that it can be written any number of times, by whoever restores it.
 *
 * @param checkpoint the first one that holds these counts
 * @param at when it was taken
 */
record LedgerDelta(
    LedgerOrigin origin, long checkpoint, Instant at, Map<DistributionHour, HourCounts> hours) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneOffset.UTC);

  /** The file's path inside the ledger's folder. */
  String name() {
    return String.format(
        Locale.ROOT,
        "%s/%s-%010d-%s-%d.json",
        DAY.format(at),
        origin.lineage(),
        checkpoint,
        origin.operator(),
        origin.subtask());
  }

  /** These counts and earlier ones that nobody has written yet, as one. */
  LedgerDelta with(LedgerDelta earlier) {
    Map<DistributionHour, HourCounts> sum = new HashMap<>();
    for (LedgerDelta part : new LedgerDelta[] {earlier, this}) {
      part.hours.forEach(
          (row, counts) -> sum.computeIfAbsent(row, r -> new HourCounts()).addAll(counts));
    }
    return new LedgerDelta(origin, checkpoint, at, sum);
  }

  byte[] encode() {
    ObjectNode json = JSON.createObjectNode();
    json.put("lineage", origin.lineage());
    json.put("job", origin.job());
    json.put("restoredFrom", origin.restoredFrom());
    json.put("operator", origin.operator());
    json.put("subtask", origin.subtask());
    json.put("checkpoint", checkpoint);
    json.put("at", at.toString());
    ArrayNode rows = json.putArray("hours");
    hours.forEach((row, counts) -> write(rows.addObject(), row, counts));
    try {
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
  }

  private static void write(ObjectNode json, DistributionHour row, HourCounts counts) {
    json.put("distribution", row.distribution());
    json.put("hour", row.hourText());
    for (LedgerCount count : LedgerCount.values()) {
      if (counts.get(count) != 0) {
        json.put(count.key(), counts.get(count));
      }
    }
    if (counts.firstSeenMillis() != Long.MAX_VALUE) {
      json.put("firstSeen", Instant.ofEpochMilli(counts.firstSeenMillis()).toString());
      json.put("lastSeen", Instant.ofEpochMilli(counts.lastSeenMillis()).toString());
    }
  }

  /** Reads what {@link #encode} wrote; members that this version does not know are left out. */
  static LedgerDelta decode(byte[] bytes) throws IOException {
    JsonNode json = JSON.readTree(bytes);
    Map<DistributionHour, HourCounts> hours = new HashMap<>();
    for (JsonNode row : json.withArray("hours")) {
      DistributionHour key =
          new DistributionHour(
              row.path("distribution").asText(),
              DistributionHour.hourOf(row.path("hour").asText()));
      hours.put(key, read(row));
    }
    return new LedgerDelta(
        new LedgerOrigin(
            json.path("lineage").asText(),
            json.path("job").asText(),
            json.path("restoredFrom").asLong(-1),
            json.path("operator").asText(),
            json.path("subtask").asInt()),
        json.path("checkpoint").asLong(),
        Instant.parse(json.path("at").asText()),
        hours);
  }

  private static HourCounts read(JsonNode row) {
    HourCounts counts = new HourCounts();
    for (LedgerCount count : LedgerCount.values()) {
      counts.add(count, row.path(count.key()).asLong());
    }
    if (row.has("firstSeen")) {
      counts.seen(Instant.parse(row.get("firstSeen").asText()).toEpochMilli());
      counts.seen(Instant.parse(row.get("lastSeen").asText()).toEpochMilli());
    }
    return counts;
  }
}
