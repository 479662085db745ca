package ai.cequence.cloudfront.config;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Every setting, once: where it is, what it is where nobody sets it, and what it means. The table
 * in {@code docs/configuration.md} is tested against this.
 */
public enum Key {
  SOURCE_TYPE("source", "type", "s3", "what is read: `s3`, `kinesis` or `s3,kinesis`"),
  S3_PATHS(
      "source",
      "s3.paths",
      "",
      "comma-separated `s3://`, `s3a://` or `file://` folders; required where `s3` is read"),
  S3_MODE(
      "source", "s3.mode", "continuous", "`continuous`, or `bounded`: what is there now, then end"),
  S3_DISCOVERY(
      "source", "s3.discovery", "listing", "how new objects become known: `listing` or `sqs`"),
  S3_DISCOVERY_INTERVAL("source", "s3.discovery-interval", "10 s", "time between two listings"),
  S3_LOOKBACK(
      "source",
      "s3.lookback",
      "25 h",
      "how long before the last complete listing an object's hour may lie and still be noticed"),
  S3_LISTING_TIMEOUT(
      "source",
      "s3.listing-timeout",
      "1 h",
      "how long listings of one path, or the queue, may fail without any success before the job ends"),
  S3_CROSS_CHECK_INTERVAL(
      "source",
      "s3.cross-check-interval",
      "1 h",
      "with `s3.discovery=sqs`: time between two listings that look for objects never notified"),
  S3_QUEUE_URL(
      "source",
      "s3.queue-url",
      "",
      "SQS queue with the bucket's notifications; required by `s3.discovery=sqs`"),
  S3_FROM(
      "source",
      "s3.from",
      "",
      "ISO-8601; only hours from here on, by the hour in an object's name"),
  S3_TO("source", "s3.to", "", "ISO-8601; only hours before this, by the hour in an object's name"),
  S3_FIELDS(
      "source",
      "s3.fields",
      "",
      "comma-separated columns of delimited objects that have no `#Fields` header"),
  S3_DELIMITER(
      "source",
      "s3.delimiter",
      "\\t",
      "one to five characters between the columns of such objects; `\\t` is a TAB"),
  S3_ENDPOINT(
      "source",
      "s3.endpoint",
      "",
      "S3 endpoint, for emulators and VPC endpoints; a queue says its own in its URL"),
  S3_MAX_LINE_SIZE(
      "source",
      "s3.max-line-size",
      "1 MB",
      "a longer line is a dead letter; the lines around it are read"),
  S3_MAX_OBJECT_SIZE(
      "source",
      "s3.max-object-size",
      "20 GB",
      "what follows this many decompressed bytes of one object is a dead letter"),
  KINESIS_STREAM_ARNS(
      "source",
      "kinesis.stream-arns",
      "",
      "comma-separated streams; required where `kinesis` is read"),
  KINESIS_FIELDS(
      "source",
      "kinesis.fields",
      "",
      "comma-separated fields of the real-time log configuration, in any order; required where"
          + " `kinesis` is read"),
  KINESIS_INITIAL_POSITION(
      "source",
      "kinesis.initial-position",
      "LATEST",
      "where a stream is begun: `LATEST` (the job's first start), `TRIM_HORIZON` or"
          + " `AT_TIMESTAMP`"),
  KINESIS_INITIAL_TIMESTAMP(
      "source", "kinesis.initial-timestamp", "", "ISO-8601; required by `AT_TIMESTAMP`"),
  KINESIS_READER("source", "kinesis.reader", "polling", "`polling`, or `efo` for enhanced fan-out"),
  KINESIS_CONSUMER_NAME(
      "source",
      "kinesis.consumer-name",
      "cloudfront-bridge",
      "name of the enhanced fan-out consumer"),
  KINESIS_ON_EXPIRED_POSITION(
      "source",
      "kinesis.on-expired-position",
      "continue",
      "where a checkpoint is older than the stream's retention: `continue` from the oldest record,"
          + " or `fail`"),
  KINESIS_ENDPOINT(
      "source", "kinesis.endpoint", "", "Kinesis endpoint, for emulators and VPC endpoints"),
  DISTRIBUTIONS(
      "source",
      "distributions",
      "",
      "`d111.cloudfront.net=E2EXAMPLE,…`: ids of distributions whose logs name the domain alone"),
  STATIC_EXTENSIONS(
      "filter",
      "static-extensions",
      "7z,apk,avi,avif,bmp,bz2,css,csv,cur,dmg,doc,docx,eot,eps,exe,flac,flv,gif,gz,ico,iso,jar,"
          + "jpeg,jpg,js,m4a,m4s,m4v,map,mid,mjs,mkv,mov,mp3,mp4,mpd,mpeg,mpg,ogg,ogv,otf,pdf,"
          + "png,ppt,pptx,rar,scss,svg,svgz,swf,tar,tgz,tif,tiff,ts,ttf,wasm,wav,webm,webmanifest,"
          + "webp,woff,woff2,xls,xlsx,zip,zst",
      "comma-separated; requests for such a last path segment are not sent; case is ignored"),
  EXCLUDED_PATHS(
      "filter",
      "excluded-paths",
      "",
      "comma-separated globs; requests for such a path are not sent; `*` stops at a slash, `**`"
          + " does not"),
  REDACT_QUERY(
      "filter",
      "redact-query",
      "",
      "comma-separated query parameters whose values become `REDACTED`"),
  REDACT_COOKIES(
      "filter", "redact-cookies", "", "comma-separated cookies whose values become `REDACTED`"),
  REDACT_HEADERS(
      "filter",
      "redact-headers",
      "",
      "comma-separated request headers whose values become `REDACTED`"),
  DEDUP_ENABLED("dedup", "enabled", "true", "whether a transaction seen before is left out"),
  DEDUP_TTL(
      "dedup",
      "ttl",
      "2 h",
      "how long a transaction id is remembered; 25 h is recommended where both sources are read"),
  DEDUP_HEAP(
      "dedup",
      "heap",
      "512 MB",
      "heap for ids, a subtask; above it the oldest lie in blocks on disk behind a filter of 1.6"
          + " bytes an id; where not even filters fit, ids are forgotten before `ttl`, which a metric"
          + " and a warning say"),
  WINDOW_SIZE(
      "window", "size", "5 s", "longest wait of a transaction for others of its distribution"),
  WINDOW_MAX_TRANSACTIONS("window", "max-transactions", "250", "most transactions a request"),
  WINDOW_MAX_BYTES("window", "max-bytes", "1 MB", "most bytes a request body, uncompressed"),
  AUTH_ENDPOINT(
      "bridge",
      "auth-endpoint",
      "",
      "required; host, base URL or complete URL of the token endpoint"),
  EDGE_ENDPOINT(
      "bridge",
      "edge-endpoint",
      "",
      "required; base URL or complete URL of the Bridge's ingest endpoint"),
  CLIENT_ID("bridge", "client-id", "", "required; client of the OAuth2 client-credentials grant"),
  CLIENT_SECRET(
      "bridge", "client-secret", "", "its secret; this or `client-secret-arn` is required", true),
  CLIENT_SECRET_ARN(
      "bridge",
      "client-secret-arn",
      "",
      "secret in Secrets Manager; read again when the token is refused"),
  REQUEST_TIMEOUT(
      "bridge", "request-timeout", "10 s", "from a request's start to its complete answer"),
  MAX_IN_FLIGHT("bridge", "max-in-flight", "8", "most requests at once, a process"),
  GZIP("bridge", "gzip", "false", "whether request bodies are compressed"),
  TLS_CA_FILE(
      "bridge",
      "tls.ca-file",
      "",
      "PEM certificates to trust beside the system's; a path or an `s3://` object"),
  TLS_VERIFY("bridge", "tls.verify", "true", "`false` accepts any certificate and warns at start"),
  DEAD_LETTER_PATH(
      "dead-letter", "path", "", "required; folder or S3 prefix for what cannot be delivered"),
  LOG_LEVEL("logging", "level", "info", "`trace`, `debug`, `info`, `warn` or `error`"),
  REPORT_INTERVAL(
      "logging",
      "report-interval",
      "60 s",
      "time over which deliveries are summed into one log line; `0 s`: a line a request");

  private final String group;
  private final String key;
  private final String defaultValue;
  private final String meaning;
  private final boolean secret;

  Key(String group, String key, String defaultValue, String meaning) {
    this(group, key, defaultValue, meaning, false);
  }

  Key(String group, String key, String defaultValue, String meaning, boolean secret) {
    this.group = group;
    this.key = key;
    this.defaultValue = defaultValue;
    this.meaning = meaning;
    this.secret = secret;
  }

  /** The property group. */
  public String group() {
    return group;
  }

  /** The key inside its group. */
  public String key() {
    return key;
  }

  /** What holds where nobody sets it; empty: nothing. */
  public String defaultValue() {
    return defaultValue;
  }

  public String meaning() {
    return meaning;
  }

  /** Group and key as operators write them: {@code bridge/gzip}. */
  public String path() {
    return group + '/' + key;
  }

  /** The value as it may be shown. */
  String shown(String value) {
    return secret ? "(secret)" : '"' + value + '"';
  }

  static List<String> groups() {
    return Arrays.stream(values()).map(Key::group).distinct().toList();
  }

  static List<String> keysOf(String group) {
    return Arrays.stream(values()).filter(k -> k.group.equals(group)).map(Key::key).toList();
  }

  static Optional<Key> of(String group, String key) {
    return Arrays.stream(values())
        .filter(k -> k.group.equals(group) && k.key.equals(key))
        .findFirst();
  }
}
