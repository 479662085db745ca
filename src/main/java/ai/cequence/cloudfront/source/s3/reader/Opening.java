package ai.cequence.cloudfront.source.s3.reader;

import ai.cequence.cloudfront.source.s3.LogObject;
import ai.cequence.cloudfront.source.s3.split.LogSplit;
import java.io.IOException;

/** Opens a split's object at its position. */
@FunctionalInterface
public interface Opening {
  LogObject open(LogSplit split) throws IOException;
}
