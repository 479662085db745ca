package ai.cequence.cloudfront.config;

import ai.cequence.cloudfront.config.SourceSettings.SourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is allowed and should still be said at start. */
public final class StartupWarnings {
  private static final Duration BOTH_SOURCES = Duration.ofHours(25);

  private StartupWarnings() {}

  /** One sentence each; empty where all is well. */
  public static List<String> of(Settings settings) {
    List<String> warnings = new ArrayList<>();
    if (!settings.bridge().tlsVerify()) {
      warnings.add(
          "bridge/tls.verify=false: any certificate is accepted, so anybody on the way can read the"
              + " traffic; bridge/tls.ca-file trusts a private certificate without that");
    }
    boolean both =
        settings.source().types().contains(SourceType.S3)
            && settings.source().types().contains(SourceType.KINESIS);
    Duration ttl = settings.dedup().ttl();
    if (both && settings.dedup().enabled() && ttl.compareTo(BOTH_SOURCES) < 0) {
      warnings.add(
          "dedup/ttl="
              + ttl.toMinutes()
              + " min with both sources: standard logs arrive up to 24 h after real-time logs, and"
              + " what arrives after the ttl is sent twice; 25 h would take "
              + StartupSummary.HEAP_BYTES_PER_ID * BOTH_SOURCES.toSeconds() / 1000
              + " kB of heap for each transaction a second");
    }
    if (both && !settings.dedup().enabled()) {
      warnings.add(
          "dedup/enabled=false with both sources: every request that both log is sent twice");
    }
    return warnings;
  }
}
