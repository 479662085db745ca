package ai.cequence.cloudfront;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash functions that this project takes. Every Java platform has them. */
public enum HashFunction {
  MD5("MD5"),
  SHA_256("SHA-256");

  private final String algorithm;

  HashFunction(String algorithm) {
    this.algorithm = algorithm;
  }

  /** A digest of nothing yet. */
  public MessageDigest begin() {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Expected a Java platform with " + algorithm, e);
    }
  }
}
