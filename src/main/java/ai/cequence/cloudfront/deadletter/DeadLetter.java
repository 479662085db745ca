package ai.cequence.cloudfront.deadletter;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One record that could not be delivered, as it is written to a dead-letter file. Holds either
 * {@code record} (raw bytes of a line that never became a transaction) or {@code transaction} (JSON
 * that the Bridge refused, with its answer).
 *
 * @param reason a fixed word
 * @param detail what was expected and what was found
 * @param origin object and line, shard and sequence number; for a transaction its id
 * @param at when it was given up
 * @param record raw bytes, or null
 * @param transaction the JSON refused, or null
 * @param status HTTP status of the Bridge's answer, 0 where there was none
 * @param answer the answer's beginning, empty where there was none
 */
public record DeadLetter(
    String reason,
    String detail,
    String origin,
    Instant at,
    byte @Nullable [] record,
    byte @Nullable [] transaction,
    int status,
    String answer) {}
