package ai.cequence.cloudfront.testing;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;

/** A task's side of a reader: remembers what was asked and told. */
public final class FakeReaderContext implements SourceReaderContext {
  private final List<SourceEvent> events = new ArrayList<>();
  private int requests;

  /** Events since the last question. */
  public List<SourceEvent> takeEvents() {
    List<SourceEvent> taken = List.copyOf(events);
    events.clear();
    return taken;
  }

  /** Requests for splits since the last question. */
  public int takeRequests() {
    int taken = requests;
    requests = 0;
    return taken;
  }

  @Override
  public SourceReaderMetricGroup metricGroup() {
    return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
  }

  @Override
  public Configuration getConfiguration() {
    return new Configuration();
  }

  @Override
  public String getLocalHostName() {
    return "localhost";
  }

  @Override
  public int getIndexOfSubtask() {
    return 0;
  }

  @Override
  public void sendSplitRequest() {
    requests++;
  }

  @Override
  public void sendSourceEventToCoordinator(SourceEvent event) {
    events.add(event);
  }

  @Override
  public UserCodeClassLoader getUserCodeClassLoader() {
    throw new UnsupportedOperationException();
  }
}
