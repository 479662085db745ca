package ai.cequence.cloudfront.source.s3.split;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/** Writes state: numbers as they are, texts of any length. */
public final class StateOutput extends DataOutputSerializer {
  private static final int NONE = -1;

  public StateOutput() {
    super(256);
  }

  /** Writes a text, or that there is none. */
  public void writeText(@Nullable String text) throws IOException {
    if (text == null) {
      writeInt(NONE);
      return;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    writeInt(bytes.length);
    write(bytes);
  }

  public void writeId(ObjectId id) throws IOException {
    writeLong(id.high());
    writeLong(id.low());
  }
}
