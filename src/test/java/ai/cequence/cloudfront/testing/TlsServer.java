package ai.cequence.cloudfront.testing;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;

/** A server on the loopback that shows a certificate. */
public final class TlsServer {
  private TlsServer() {}

  /**
   * Starts one.
   *
   * @param http2 whether it offers HTTP/2
   */
  public static WireMockServer start(ServerCertificate certificate, boolean http2) {
    WireMockServer server =
        new WireMockServer(
            WireMockConfiguration.options()
                .bindAddress("127.0.0.1")
                .dynamicHttpsPort()
                .dynamicPort()
                .http2TlsDisabled(!http2)
                .keystorePath(certificate.keystore().toString())
                .keystorePassword(ServerCertificate.PASSWORD)
                .keyManagerPassword(ServerCertificate.PASSWORD)
                .keystoreType("PKCS12"));
    server.start();
    return server;
  }
}
