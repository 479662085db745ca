/** The Apache Kinesis connector in place of this project's own source; a profile of the build. */
@NullMarked
package ai.cequence.cloudfront.source.kinesis.connector;

import org.jspecify.annotations.NullMarked;
