package ai.cequence.cloudfront.config;

import ai.cequence.cloudfront.config.LoggingSettings.Level;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Raw properties to settings, or every reason why not. */
public final class SettingsLoader {
  private static final URI NOWHERE = URI.create("http://unset.invalid/");

  private SettingsLoader() {}

  /**
   * Reads and validates all settings.
   *
   * @throws ConfigurationException that lists every problem, unknown keys included
   */
  public static Settings load(PropertySource source) {
    Reading reading = new Reading(source);
    reading.refuseUnknown();
    Settings settings =
        new Settings(
            SourceReading.read(reading),
            filter(reading),
            dedup(reading),
            window(reading),
            bridge(reading),
            new DeadLetterSettings(reading.required(Key.DEAD_LETTER_PATH, NOWHERE, Values::folder)),
            new LoggingSettings(
                reading.value(Key.LOG_LEVEL, text -> Values.choice(text, Level.class)),
                reading.value(
                    Key.REPORT_INTERVAL,
                    text -> Values.duration(text, Duration.ZERO, Duration.ofHours(24)))));
    reading.finish();
    return settings;
  }

  private static FilterSettings filter(Reading reading) {
    return new FilterSettings(
        lowerCase(reading, Key.STATIC_EXTENSIONS),
        reading.value(Key.EXCLUDED_PATHS, Values::list),
        Set.copyOf(reading.value(Key.REDACT_QUERY, Values::list)),
        Set.copyOf(reading.value(Key.REDACT_COOKIES, Values::list)),
        lowerCase(reading, Key.REDACT_HEADERS));
  }

  private static Set<String> lowerCase(Reading reading, Key key) {
    return Set.copyOf(
        reading.value(key, Values::list).stream()
            .map(Values::lower)
            .map(
                item ->
                    key == Key.STATIC_EXTENSIONS && item.startsWith(".") ? item.substring(1) : item)
            .distinct()
            .toList());
  }

  private static DedupSettings dedup(Reading reading) {
    return new DedupSettings(
        reading.value(Key.DEDUP_ENABLED, Values::bool),
        reading.value(
            Key.DEDUP_TTL,
            text -> Values.duration(text, Duration.ofMinutes(1), Duration.ofDays(30))),
        reading.value(Key.DEDUP_HEAP, text -> Values.bytes(text, 16_000_000L, 64_000_000_000L)));
  }

  private static WindowSettings window(Reading reading) {
    return new WindowSettings(
        reading.value(
            Key.WINDOW_SIZE,
            text -> Values.duration(text, Duration.ofMillis(100), Duration.ofMinutes(10))),
        reading.value(Key.WINDOW_MAX_TRANSACTIONS, text -> Values.integer(text, 1, 10_000)),
        // The sink holds 32 MB a subtask: a batch is to be a small part of that.
        (int)
            (long)
                reading.value(Key.WINDOW_MAX_BYTES, text -> Values.bytes(text, 1_000, 8_000_000)));
  }

  private static BridgeSettings bridge(Reading reading) {
    URI ingest = reading.required(Key.EDGE_ENDPOINT, NOWHERE, Endpoints::ingest);
    URI token = reading.required(Key.AUTH_ENDPOINT, NOWHERE, Endpoints::token);
    boolean verify = reading.value(Key.TLS_VERIFY, Values::bool);
    if (!verify && reading.isSet(Key.TLS_CA_FILE)) {
      reading.problem(
          Key.TLS_CA_FILE.path()
              + ": expected either this or bridge/tls.verify=false, found both; a CA is of no use"
              + " where nothing is verified");
    }
    return new BridgeSettings(
        token,
        ingest,
        reading.required(Key.CLIENT_ID, "", text -> text),
        secret(reading),
        reading.value(
            Key.REQUEST_TIMEOUT,
            text -> Values.duration(text, Duration.ofMillis(100), Duration.ofMinutes(5))),
        reading.value(Key.MAX_IN_FLIGHT, text -> Values.integer(text, 1, 256)),
        reading.value(Key.GZIP, Values::bool),
        reading.optional(Key.TLS_CA_FILE, Values::location),
        verify,
        proxy(reading, ingest),
        proxy(reading, token));
  }

  private static @Nullable URI proxy(Reading reading, URI target) {
    try {
      return ProxyVariables.ofEnvironment().proxyFor(target);
    } catch (Values.Unexpected e) {
      reading.problem(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private static ClientSecret secret(Reading reading) {
    boolean inClear = reading.isSet(Key.CLIENT_SECRET);
    boolean stored = reading.isSet(Key.CLIENT_SECRET_ARN);
    if (inClear == stored) {
      reading.problem(
          Key.CLIENT_SECRET.path()
              + ": expected exactly one of this and bridge/client-secret-arn, found "
              + (inClear ? "both" : "neither"));
    }
    if (!stored) {
      return new ClientSecret.Property();
    }
    return new ClientSecret.Arn(
        reading.required(
            Key.CLIENT_SECRET_ARN,
            "",
            text -> {
              if (!text.startsWith("arn:") || !text.contains(":secretsmanager:")) {
                throw new Values.Unexpected("the ARN of a secret in Secrets Manager");
              }
              return text;
            }));
  }
}
