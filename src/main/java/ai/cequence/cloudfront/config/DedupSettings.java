package ai.cequence.cloudfront.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * Group {@code dedup}.
 *
 * @param enabled whether repeats are dropped at all
 * @param ttl how long after its first sight an id is known
 * @param heapBytes heap that the tables of one subtask may take; what exceeds it lies in cold
 *     blocks
 */
public record DedupSettings(boolean enabled, Duration ttl, long heapBytes)
    implements Serializable {}
