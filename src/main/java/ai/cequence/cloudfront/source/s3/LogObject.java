package ai.cequence.cloudfront.source.s3;

import ai.cequence.cloudfront.parse.LogChunk;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One log object that is being read, whatever its format. Not thread-safe.
 *
 * <p>What is wrong with the object itself (damage, an over-long line) is a {@linkplain
 * LogChunk#failed failed chunk}. An {@link IOException} is the store's: reading may be tried again
 * from the last {@link #position()}.
 */
public interface LogObject extends AutoCloseable {
  /** The next chunk of whole lines, or null at the end. */
  @Nullable LogChunk next() throws IOException;

  /** Where to go on behind the chunk that was returned last. */
  ObjectPosition position();

  @Override
  void close() throws IOException;
}
