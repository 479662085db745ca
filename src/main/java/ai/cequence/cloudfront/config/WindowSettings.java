package ai.cequence.cloudfront.config;

import java.io.Serializable;
import java.time.Duration;

/**
 * Group {@code window}.
 *
 * @param size time from a window's first transaction to its end, by the clock
 * @param maxTransactions transactions that fill a window
 * @param maxBytes bytes of request body, uncompressed, that fill a window
 */
public record WindowSettings(Duration size, int maxTransactions, int maxBytes)
    implements Serializable {}
