package ai.cequence.cloudfront.source.kinesis.split;

import java.time.Instant;

/** Where in a shard to go on. Shard iterators are never kept: they expire. */
public sealed interface Position {
  /** The oldest record that the stream still has. */
  record TrimHorizon() implements Position {}

  /** The first record that arrived at this instant or later. */
  record AtTimestamp(Instant at) implements Position {}

  /** The record behind this one. */
  record After(String sequenceNumber) implements Position {}
}
