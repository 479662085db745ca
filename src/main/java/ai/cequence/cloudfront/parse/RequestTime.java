package ai.cequence.cloudfront.parse;

import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Reads times as CloudFront logs them, to milliseconds since the epoch. Remembers the last day; not
 * thread-safe.
 */
final class RequestTime {
  /** What the methods answer where the text is no time. */
  static final long INVALID = Long.MIN_VALUE;

  private static final long LATEST_SECOND = 253_402_300_799L;

  private int cachedDate = -1;
  private long cachedMillis;

  /** {@code YYYY-MM-DD} from 1970 on and {@code HH:MM:SS}, UTC. */
  long dateAndTime(byte[] b, int date, int dateEnd, int time, int timeEnd) {
    if (dateEnd - date != 10 || b[date + 4] != '-' || b[date + 7] != '-') {
      return INVALID;
    }
    if (timeEnd - time != 8 || b[time + 2] != ':' || b[time + 5] != ':') {
      return INVALID;
    }
    long day = day(digits(b, date, 4), digits(b, date + 5, 2), digits(b, date + 8, 2));
    int hour = digits(b, time, 2);
    int minute = digits(b, time + 3, 2);
    int second = digits(b, time + 6, 2);
    // 60 is a leap second.
    if (day == INVALID || (hour | minute | second) < 0 || hour > 23 || minute > 59 || second > 60) {
      return INVALID;
    }
    return day + ((hour * 60L + minute) * 60 + second) * 1000;
  }

  /** Whole milliseconds. */
  static long millis(byte[] b, int start, int end) {
    long value = whole(b, start, end);
    return value == INVALID || value > LATEST_SECOND * 1000 ? INVALID : value;
  }

  /** Seconds, with or without decimals; what is beyond milliseconds is cut off. */
  static long seconds(byte[] b, int start, int end) {
    int dot = start;
    while (dot < end && b[dot] != '.') {
      dot++;
    }
    long seconds = whole(b, start, dot);
    if (seconds == INVALID || seconds > LATEST_SECOND) {
      return INVALID;
    }
    int millis = 0;
    int weight = 100;
    for (int i = dot + 1; i < end; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return INVALID;
      }
      millis += (b[i] - '0') * weight;
      weight /= 10;
    }
    return seconds * 1000 + millis;
  }

  private long day(int year, int month, int day) {
    if (year < 1970 || month < 1 || month > 12 || day < 1 || day > 31) {
      return INVALID;
    }
    int date = (year * 100 + month) * 100 + day;
    if (date != cachedDate) {
      if (day > YearMonth.of(year, month).lengthOfMonth()) {
        return INVALID;
      }
      cachedMillis = LocalDate.of(year, month, day).toEpochDay() * 86_400_000L;
      cachedDate = date;
    }
    return cachedMillis;
  }

  private static long whole(byte[] b, int start, int end) {
    if (start == end || end - start > 15) {
      return INVALID;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return INVALID;
      }
      value = value * 10 + (b[i] - '0');
    }
    return value;
  }

  /** A number of that many digits, or -1. */
  private static int digits(byte[] b, int start, int count) {
    int value = 0;
    for (int i = start; i < start + count; i++) {
      if (b[i] < '0' || b[i] > '9') {
        return -1;
      }
      value = value * 10 + (b[i] - '0');
    }
    return value;
  }
}
