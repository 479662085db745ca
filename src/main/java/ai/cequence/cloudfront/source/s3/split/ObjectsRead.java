package ai.cequence.cloudfront.source.s3.split;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * A reader tells the coordinator that a completed checkpoint covers these objects wholly. It may
 * say so more than once.
 */
public final class ObjectsRead implements SourceEvent {
  private static final long serialVersionUID = 1L;

  private final long[] ids;

  public ObjectsRead(Collection<ObjectId> objects) {
    ids =
        objects.stream()
            .flatMapToLong(id -> java.util.stream.LongStream.of(id.high(), id.low()))
            .toArray();
  }

  public List<ObjectId> objects() {
    return IntStream.range(0, ids.length / 2)
        .mapToObj(i -> new ObjectId(ids[2 * i], ids[2 * i + 1]))
        .toList();
  }
}
