/**
 * The settings: every key once, typed, validated, all problems at once, secrets redacted. The only
 * package that reads the environment.
 */
@NullMarked
package ai.cequence.cloudfront.config;

import org.jspecify.annotations.NullMarked;
