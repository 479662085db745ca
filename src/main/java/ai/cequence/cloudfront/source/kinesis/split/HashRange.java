package ai.cequence.cloudfront.source.kinesis.split;

import java.io.Serializable;
import java.math.BigInteger;

/**
 * The partition key hashes that belong to a shard, both ends included, in decimal.
 *
 * @param start from 0
 * @param end to 2^128 - 1
 */
public record HashRange(String start, String end) implements Serializable {
  private static final double ALL = Math.pow(2, 128);

  /** How much of all hashes it is, from 0 to 1: with random keys, the shard's share of traffic. */
  public double share() {
    BigInteger size = new BigInteger(end).subtract(new BigInteger(start)).add(BigInteger.ONE);
    return size.doubleValue() / ALL;
  }
}
