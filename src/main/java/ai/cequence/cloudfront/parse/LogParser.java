package ai.cequence.cloudfront.parse;

import ai.cequence.cloudfront.transaction.LogSource;
import ai.cequence.cloudfront.transaction.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Log lines of every CloudFront format to transactions. The format of each line is told from its
 * content: JSON, directive, or columns under the header in force, the configured fields, or the
 * documented order of standard logs.
 *
 * <p>Never throws for what lines hold. Not thread-safe: one a subtask. Longer than most: what holds
 * from line to line of an object, and so decides what the next line is, stands in one place.
 */
public final class LogParser {
  private static final int MOST_LAYOUTS = 1000;
  private static final int MOST_FIELDS_LENGTH = 16 * 1024;
  private static final int MOST_RAW_BYTES = 64 * 1024;

  private final Map<String, Layout> layouts = new HashMap<>();
  private final Drift drift = new Drift();
  private final StandardLayouts standard = new StandardLayouts();
  private final @Nullable Layout configured;
  private final Layout realTime;
  private final byte[] delimiter;
  private final boolean delimiterHoldsTab;
  private final byte[] tab = {'\t'};

  private final Redaction redaction;
  private final PathFilter filter;
  private final CheckedRecord record;
  private final RecordEncoder encoder;
  private final Values values = new Values();
  private final JsonLine json = new JsonLine();
  private final ColumnSplitter splitter = new ColumnSplitter();

  private @Nullable String originInHand;
  private @Nullable String objectDistribution;
  private @Nullable String fieldsInHand;
  private @Nullable Layout layoutInForce;
  private byte[] separatorInHand = tab;

  /** The layout that the output was last told of in the object in hand. */
  private @Nullable Layout layoutTold;

  public LogParser(ParserSettings settings) {
    redaction =
        new Redaction(settings.redactQuery(), settings.redactCookies(), settings.redactHeaders());
    filter = new PathFilter(settings.staticExtensions(), settings.excludedPaths());
    record = new CheckedRecord(redaction);
    encoder = new RecordEncoder(settings, redaction);
    configured = settings.s3Fields().isEmpty() ? null : Layout.of(settings.s3Fields(), false);
    realTime = Layout.of(settings.kinesisFields(), true);
    delimiter = settings.s3Delimiter().getBytes(StandardCharsets.UTF_8);
    delimiterHoldsTab = settings.s3Delimiter().indexOf('\t') >= 0;
  }

  /** Parses every line of a chunk, in order; {@code out} hears of each exactly once. */
  public void parse(LogChunk chunk, ParseOutput out) {
    begin(chunk);
    LogChunk.Failure failure = chunk.failure();
    if (failure != null) {
      byte[] raw = Arrays.copyOfRange(chunk.bytes(), chunk.start(), chunk.start() + chunk.length());
      out.rejected(
          new Rejection(
              failure.reason(),
              failure.detail(),
              origin(chunk, chunk.firstLine()),
              redaction.ofRecord(raw)));
      return;
    }
    byte[] bytes = chunk.bytes();
    int stop = chunk.start() + chunk.length();
    long line = chunk.firstLine();
    for (int at = chunk.start(); at < stop; line++) {
      int lineFeed = EightBytes.indexOf((byte) '\n', bytes, at, stop);
      int end = lineFeed > at && bytes[lineFeed - 1] == '\r' ? lineFeed - 1 : lineFeed;
      line(chunk, line, at, end, out);
      at = lineFeed + 1;
    }
  }

  private void begin(LogChunk chunk) {
    if (!chunk.origin().equals(originInHand)) {
      originInHand = chunk.origin();
      objectDistribution =
          chunk.source() == LogSource.S3 ? DistributionIds.ofObject(chunk.origin()) : null;
      drift.begin(chunk.origin());
      layoutTold = null;
    }
    String fields = chunk.fields();
    if (fields == null) {
      layoutInForce = null;
      fieldsInHand = null;
    } else if (!fields.equals(fieldsInHand)) {
      layoutInForce = layout(fields);
      fieldsInHand = fields;
    }
  }

  private Layout layout(String fields) {
    Layout known = layouts.get(fields);
    if (known == null) {
      if (layouts.size() >= MOST_LAYOUTS) {
        layouts.clear();
      }
      known = Layout.of(fields, false);
      if (fields.length() <= MOST_FIELDS_LENGTH) {
        layouts.put(fields, known);
      }
    }
    return known;
  }

  private void line(LogChunk chunk, long line, int start, int end, ParseOutput out) {
    byte[] bytes = chunk.bytes();
    if (isBlank(bytes, start, end)) {
      out.skipped(SkipReason.BLANK_LINE, origin(chunk, line));
      return;
    }
    if (chunk.source() == LogSource.KINESIS) {
      tell(LogFormat.REAL_TIME_RECORDS, realTime, out);
      columns(chunk, line, start, end, realTime, tab, out);
      return;
    }
    if (bytes[start] == '#') {
      directive(bytes, start, end);
      out.directive(origin(chunk, line));
      return;
    }
    if (bytes[start] == '{') {
      json(chunk, line, start, end, out);
      return;
    }
    Layout layout = layoutInForce;
    if (layout != null) {
      tell(LogFormat.NAMED_COLUMNS, layout, out);
      byte[] separator = !delimiterHoldsTab && hasTab(bytes, start, end) ? tab : delimiter;
      columns(chunk, line, start, end, layout, separator, out);
    } else if (configured != null) {
      tell(LogFormat.CONFIGURED_COLUMNS, configured, out);
      columns(chunk, line, start, end, configured, delimiter, out);
    } else if (beginsWithDate(bytes, start, end)) {
      standardColumns(chunk, line, start, end, out);
    } else {
      reject(
          chunk,
          line,
          start,
          end,
          RejectReason.UNKNOWN_FORMAT,
          "expected a JSON object, a line under a #Fields header, or TAB-separated columns that begin"
              + " with a date; found neither; source/s3.fields names the columns of lines without"
              + " a header",
          null,
          out);
    }
  }

  private void tell(LogFormat format, Layout layout, ParseOutput out) {
    if (layout == layoutTold) {
      return;
    }
    layoutTold = layout;
    LogFormat told =
        switch (layout.kind()) {
          case ACCESS -> format;
          case STREAMING -> LogFormat.STREAMING_LOG;
          case CONNECTION -> LogFormat.CONNECTION_LOG;
        };
    out.format(told, layout.names(), layout.missing());
  }

  private void directive(byte[] bytes, int start, int end) {
    String names = FieldsDirective.namesOf(bytes, start, end);
    if (names != null) {
      layoutInForce = layout(names);
      fieldsInHand = names;
    }
  }

  private void json(LogChunk chunk, long line, int start, int end, ParseOutput out) {
    json.rememberNames(drift.wantsLayout() || layoutTold == null);
    if (!json.read(chunk.bytes(), start, end, values)) {
      reject(
          chunk,
          line,
          start,
          end,
          RejectReason.UNKNOWN_FORMAT,
          "expected one whole JSON object on the line, found none",
          null,
          out);
      return;
    }
    if (layoutTold == null) {
      // Lines of JSON name their fields themselves; the first of an object stands for all.
      tell(LogFormat.JSON_OBJECTS, Layout.of(json.names(), json.isRealTime()), out);
    }
    if (json.isConnectionLog()) {
      out.skipped(SkipReason.CONNECTION_LOG, origin(chunk, line));
    } else {
      record(chunk, line, start, end, json.isRealTime(), null, out);
    }
  }

  private void columns(
      LogChunk chunk,
      long line,
      int start,
      int end,
      Layout layout,
      byte[] separator,
      ParseOutput out) {
    if (layout.kind() != Layout.Kind.ACCESS) {
      out.skipped(
          layout.kind() == Layout.Kind.STREAMING
              ? SkipReason.STREAMING_LOG
              : SkipReason.CONNECTION_LOG,
          origin(chunk, line));
      return;
    }
    separatorInHand = separator;
    int found = splitter.split(chunk.bytes(), start, end, separator, layout, values);
    split(chunk, line, start, end, layout, found, out);
  }

  /** A line without a header: how many columns it has says which they are. */
  private void standardColumns(LogChunk chunk, long line, int start, int end, ParseOutput out) {
    separatorInHand = tab;
    int found = splitter.split(chunk.bytes(), start, end, tab, standard.all(), values);
    Layout layout = standard.of(found);
    tell(LogFormat.STANDARD_COLUMNS, layout, out);
    split(chunk, line, start, end, layout, found, out);
  }

  /** A line whose columns are in {@code values}. */
  private void split(
      LogChunk chunk, long line, int start, int end, Layout layout, int found, ParseOutput out) {
    boolean exact = chunk.source() == LogSource.KINESIS;
    boolean fits =
        found == layout.columns()
            || (!exact && (found < layout.columns() || splitter.forgivesLast(layout)));
    if (fits) {
      record(chunk, line, start, end, layout.realTime(), layout, out);
      return;
    }
    reject(
        chunk,
        line,
        start,
        end,
        RejectReason.COLUMN_COUNT,
        "expected "
            + layout.columns()
            + " columns, found "
            + found
            + (exact
                ? "; source/kinesis.fields and the real-time log configuration probably name"
                    + " different fields"
                : "; the line does not belong to the header it stands under"),
        layout,
        out);
  }

  private void record(
      LogChunk chunk,
      long line,
      int start,
      int end,
      boolean isRealTime,
      @Nullable Layout layout,
      ParseOutput out) {
    RejectReason reason = record.check(values, isRealTime);
    if (reason != null) {
      reject(chunk, line, start, end, reason, record.problem(), layout, out);
      return;
    }
    SkipReason skip = record.skipReason(filter);
    if (skip != null) {
      out.skipped(skip, record.path());
      return;
    }
    String derivedId = values.has(Field.REQUEST_ID) ? null : DerivedId.of(chunk, line, start, end);
    Transaction transaction = encoder.encode(record, chunk.source(), objectDistribution, derivedId);
    if (layout != null) {
      drift.see(transaction.distribution(), layout, out);
    } else if (drift.wantsLayout()) {
      // Lines of JSON name their fields themselves; the first of an object stands for all.
      drift.see(transaction.distribution(), Layout.of(json.names(), isRealTime), out);
    }
    drift.count(transaction.distribution(), record.hasCookie(), out);
    out.transaction(transaction);
  }

  private void reject(
      LogChunk chunk,
      long line,
      int start,
      int end,
      RejectReason reason,
      String detail,
      @Nullable Layout layout,
      ParseOutput out) {
    boolean cut = end - start > MOST_RAW_BYTES;
    byte[] raw = Arrays.copyOfRange(chunk.bytes(), start, cut ? start + MOST_RAW_BYTES : end);
    if (layout != null) {
      raw = redaction.ofColumns(raw, layout, separatorInHand, reason == RejectReason.COLUMN_COUNT);
    }
    raw = redaction.ofRecord(raw);
    String said = cut ? detail + "; the record is cut to " + MOST_RAW_BYTES + " bytes" : detail;
    out.rejected(new Rejection(reason, said, origin(chunk, line), raw));
  }

  /**
   * Object and line; a Kinesis record is an origin of its own, and its first line needs no number.
   */
  private static String origin(LogChunk chunk, long line) {
    return chunk.source() == LogSource.KINESIS && line == 1
        ? chunk.origin()
        : chunk.origin() + ':' + line;
  }

  private static boolean isBlank(byte[] bytes, int start, int end) {
    for (int i = start; i < end; i++) {
      if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private static boolean hasTab(byte[] bytes, int start, int end) {
    return EightBytes.indexOf((byte) '\t', bytes, start, end) < end;
  }

  /** Whether a date and a TAB come first. */
  private static boolean beginsWithDate(byte[] bytes, int start, int end) {
    if (end - start < 11 || bytes[start + 10] != '\t') {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      byte b = bytes[start + i];
      boolean dash = i == 4 || i == 7;
      if (dash ? b != '-' : b < '0' || b > '9') {
        return false;
      }
    }
    return true;
  }
}
