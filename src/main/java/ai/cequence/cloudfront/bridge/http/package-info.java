/** The Bridge over HTTP: client, token, answers, retries. No Flink in here. */
@NullMarked
package ai.cequence.cloudfront.bridge.http;

import org.jspecify.annotations.NullMarked;
