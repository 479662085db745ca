package ai.cequence.cloudfront.source.kinesis.proxy;

import ai.cequence.cloudfront.source.kinesis.split.HashRange;
import java.io.Serializable;
import java.util.List;

/**
 * A shard as Kinesis lists it.
 *
 * @param parents ids of the one or two shards that it came from; empty where it is an original one
 */
public record Shard(String id, List<String> parents, HashRange range) implements Serializable {}
