package ai.cequence.cloudfront.parse;

import ai.cequence.cloudfront.transaction.TransactionJson;
import java.nio.charset.StandardCharsets;

/** The constant parts of a transaction's JSON. Never written to. */
final class Fragment {
  static final byte[] TIMESTAMP = ascii(TransactionJson.BEFORE_TIMESTAMP);
  static final byte[] ID = ascii(TransactionJson.BEFORE_ID);
  static final byte[] CLIENT_IP = ascii("\",\"request\":{\"client-ip\":\"");
  static final byte[] SCHEME = ascii("\",\"http-scheme\":\"");
  static final byte[] HTTPS = ascii("https");
  static final byte[] HTTP = ascii("http");
  static final byte[] WS = ascii("ws");
  static final byte[] HTTP_SLASH = ascii("HTTP/");
  static final byte[] VERSION = ascii("\",\"http-version\":\"");
  static final byte[] METHOD = ascii("\",\"http-method\":\"");
  static final byte[] URI = ascii("\",\"uri-query-fragment\":\"");
  static final byte[] HOST = ascii("\",\"host\":\"");
  static final byte[] CONNECTION_IP = ascii("\",\"connection\":{\"connection-ip\":\"");
  static final byte[] CONNECTION_PORT = ascii("\",\"connection-port\":");
  static final byte[] SERVER_IP = ascii(",\"server-ip\":\"");
  static final byte[] NO_IP = ascii("0.0.0.0");
  static final byte[] PORT_80 = ascii("\",\"server-port\":80},\"headers\":[");
  static final byte[] PORT_443 = ascii("\",\"server-port\":443},\"headers\":[");
  static final byte[] QUOTE = ascii("\"");
  static final byte[] COMMA_QUOTE = ascii(",\"");
  static final byte[] STATUS =
      ascii("],\"body\":{\"length\":0,\"data\":\"\"}},\"response\":{\"status-code\":\"");
  static final byte[] RESPONSE_HEADERS = ascii("\",\"headers\":[");
  static final byte[] CONTENT_TYPE = ascii("content-type:");
  static final byte[] CONTENT_LENGTH = ascii("content-length:");
  static final byte[] CONTENT_RANGE = ascii("content-range:");
  static final byte[] BYTES = ascii("bytes ");
  static final byte[] OF_UNKNOWN = ascii("/*");
  static final byte[] APPLICATION_VERSION =
      ascii(
          "],\"body\":{\"length\":0,\"data\":\"\"}},\"txn-meta-data\":{\"source_info\":{\"version\":\"");
  static final byte[] POOL_ID = ascii("\",\"type\":\"cloudfront\",\"pool_id\":\"");
  static final byte[] INSTANCE_ID = ascii("\",\"instance_id\":\"");
  static final byte[] EXTRACTIONS = ascii("\"},\"data_extractions\":{");
  static final byte[] END = ascii("}}}");

  private Fragment() {}

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
