package ai.cequence.cloudfront.config;

import java.io.Serializable;

/**
 * All settings of the job; those that {@link SettingsLoader} makes are valid. Serializable, since
 * operators carry them; no secret is ever part of it ({@link ClientSecret} says where to get it).
 */
public record Settings(
    SourceSettings source,
    FilterSettings filter,
    DedupSettings dedup,
    WindowSettings window,
    BridgeSettings bridge,
    DeadLetterSettings deadLetter,
    LoggingSettings logging)
    implements Serializable {}
