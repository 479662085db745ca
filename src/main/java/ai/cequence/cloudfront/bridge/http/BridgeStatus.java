package ai.cequence.cloudfront.bridge.http;

/**
 * How a process's deliveries go.
 *
 * @param inFlight requests under way
 * @param allowed requests that may be under way at once
 * @param waiting batches that wait for their turn or their next attempt
 * @param failingSinceMillis first failure since the last answer, milliseconds since the epoch; 0
 *     where there is none
 */
public record BridgeStatus(int inFlight, int allowed, int waiting, long failingSinceMillis) {}
