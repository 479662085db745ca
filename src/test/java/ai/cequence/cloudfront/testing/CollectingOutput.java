package ai.cequence.cloudfront.testing;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Keeps what a reader gives. */
public final class CollectingOutput<T> implements ReaderOutput<T> {
  private final List<T> records = new ArrayList<>();

  public List<T> records() {
    return records;
  }

  @Override
  public void collect(T element) {
    records.add(element);
  }

  @Override
  public void collect(T element, long timestamp) {
    records.add(element);
  }

  @Override
  public void emitWatermark(Watermark watermark) {}

  @Override
  public void markIdle() {}

  @Override
  public void markActive() {}

  @Override
  public SourceOutput<T> createOutputForSplit(String splitId) {
    return this;
  }

  @Override
  public void releaseOutputForSplit(String splitId) {}
}
