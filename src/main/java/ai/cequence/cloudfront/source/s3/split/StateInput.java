package ai.cequence.cloudfront.source.s3.split;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateOutput} wrote. */
public final class StateInput extends DataInputDeserializer {
  private static final long serialVersionUID = 1L;

  public StateInput(byte[] state) {
    super(state);
  }

  public @Nullable String readTextOrNull() throws IOException {
    int length = readInt();
    if (length < 0) {
      return null;
    }
    byte[] bytes = new byte[length];
    readFully(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  public String readText() throws IOException {
    String text = readTextOrNull();
    if (text == null) {
      throw new IOException("Expected a text in the state, found none");
    }
    return text;
  }

  public ObjectId readId() throws IOException {
    return new ObjectId(readLong(), readLong());
  }
}
