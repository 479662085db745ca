package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.Version;
import ai.cequence.cloudfront.local.BridgeSimulator.Fault;
import ai.cequence.cloudfront.metrics.Metric;
import ai.cequence.cloudfront.metrics.RunCount;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** All that the page shows, as one JSON object. */
final class DashboardFacts {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ENDPOINTS = 40;

  private final BridgeSimulator bridge;
  private final LiveActivity activity;
  private final SimulatedFaults faults;

  private volatile JobView job;

  DashboardFacts(BridgeSimulator bridge, LiveActivity activity, SimulatedFaults faults) {
    this.bridge = bridge;
    this.activity = activity;
    this.faults = faults;
  }

  void show(JobView job) {
    this.job = job;
  }

  byte[] toJson() throws JsonProcessingException {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("version", Version.current());
    facts.put("atMillis", System.currentTimeMillis());
    facts.put("bridge", bridgeFacts());
    facts.put("faults", faultFacts());
    facts.put("activity", activity.newest());
    facts.put("endpointsFound", activity.endpointsFound());
    facts.put("endpoints", activity.endpoints(ENDPOINTS));
    JobView shown = job;
    if (shown != null) {
      facts.put("job", jobFacts(shown));
    }
    return JSON.writeValueAsBytes(facts);
  }

  private Map<String, Object> bridgeFacts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("requests", bridge.requests());
    facts.put("transactions", bridge.transactions());
    facts.put("repeats", bridge.repeats());
    facts.put("tokens", bridge.tokens());
    facts.put("answers", new TreeMap<>(bridge.answers()));
    facts.put("problems", bridge.problems());
    return facts;
  }

  private List<Map<String, Object>> faultFacts() {
    List<Map<String, Object>> facts = new ArrayList<>();
    for (Fault fault : Fault.values()) {
      if (fault != Fault.NONE) {
        facts.add(
            Map.of(
                "name", fault.name(),
                "title", fault.title(),
                "effect", fault.effect(),
                "on", fault == faults.fault()));
      }
    }
    return facts;
  }

  private static Map<String, Object> jobFacts(JobView job) {
    Map<String, Long> counts = new LinkedHashMap<>();
    job.counts().forEach((count, value) -> counts.put(count.key(), value));
    Map<RunCount, Long> c = job.counts();
    counts.put(
        "undelivered",
        c.get(RunCount.TRANSACTIONS)
            - c.get(RunCount.DUPLICATES)
            - c.get(RunCount.DELIVERED)
            - c.get(RunCount.DEAD_LETTERED));
    Map<Metric, List<Map<String, Object>>> values = new EnumMap<>(Metric.class);
    for (JobView.Reading reading : job.metrics()) {
      values
          .computeIfAbsent(reading.metric(), m -> new ArrayList<>())
          .add(Map.of("by", reading.value(), "number", reading.number()));
    }
    List<Map<String, Object>> metrics = new ArrayList<>();
    values.forEach(
        (metric, of) ->
            metrics.add(
                Map.of(
                    "id", metric.id(),
                    "unit", metric.unit(),
                    "meaning", metric.meaning(),
                    "alert", metric.alert(),
                    "values", of)));
    return Map.of("counts", counts, "metrics", metrics, "flink", job.flink());
  }
}
