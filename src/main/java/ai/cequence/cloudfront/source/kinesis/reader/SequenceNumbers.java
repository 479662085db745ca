package ai.cequence.cloudfront.source.kinesis.reader;

/** Order of sequence numbers: decimal numbers of up to 128 digits without leading zeros. */
final class SequenceNumbers {
  private SequenceNumbers() {}

  static int compare(String a, String b) {
    return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
  }
}
