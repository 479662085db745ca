package ai.cequence.cloudfront.config;

import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Group {@code bridge}: where transactions go.
 *
 * @param tokenUrl the token endpoint, complete
 * @param ingestUrl the ingest endpoint, complete
 * @param clientId of the client-credentials grant
 * @param clientSecret where its secret is
 * @param requestTimeout from the first byte sent to the last byte of the answer
 * @param maxInFlight most requests at once, a process
 * @param gzip whether bodies are compressed
 * @param tlsCaFile PEM file or S3 object with the certificates to trust beside the system's
 * @param tlsVerify false: any certificate is accepted
 * @param proxy from the environment ({@code HTTPS_PROXY} or {@code HTTP_PROXY}), null where none
 *     applies to the ingest URL
 * @param tokenProxy the same for the token URL
 */
public record BridgeSettings(
    URI tokenUrl,
    URI ingestUrl,
    String clientId,
    ClientSecret clientSecret,
    Duration requestTimeout,
    int maxInFlight,
    boolean gzip,
    @Nullable URI tlsCaFile,
    boolean tlsVerify,
    @Nullable URI proxy,
    @Nullable URI tokenProxy)
    implements Serializable {}
