package ai.cequence.cloudfront.bridge.http;

import ai.cequence.cloudfront.config.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Whom the client trusts. Host names are verified unless nothing is. */
final class Trust {
  private Trust() {}

  /** The system's certificate authorities. */
  static SSLContext system() {
    return context(null);
  }

  /**
   * The system's certificate authorities and the certificates of a PEM file.
   *
   * @throws ConfigurationException where the file holds no certificate
   */
  static SSLContext systemAnd(byte[] pem) {
    try {
      Collection<? extends Certificate> given =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem));
      if (given.isEmpty()) {
        throw problem("none");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (X509Certificate authority : systemManager().getAcceptedIssuers()) {
        store.setCertificateEntry("system-" + number++, authority);
      }
      for (Certificate certificate : given) {
        store.setCertificateEntry("given-" + number++, certificate);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return context(new TrustManager[] {new Unexpired(x509(factory))});
    } catch (CertificateException e) {
      throw problem("something else: " + e.getMessage());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("The platform's trust store cannot be used", e);
    }
  }

  private static ConfigurationException problem(String found) {
    return new ConfigurationException(
        List.of("bridge/tls.ca-file: expected PEM certificates, found " + found));
  }

  /** Everybody: no certificate and no host name is verified. */
  static SSLContext everybody() {
    return context(new TrustManager[] {new Everybody()});
  }

  private static SSLContext context(TrustManager @Nullable [] managers) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("The platform has no TLS", e);
    }
  }

  private static X509TrustManager systemManager() throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    return x509(factory);
  }

  private static X509ExtendedTrustManager x509(TrustManagerFactory factory) {
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509ExtendedTrustManager x509) {
        return x509;
      }
    }
    throw new IllegalStateException("The platform has no X.509 trust manager");
  }

  /**
   * An extended trust manager that checks nothing: the platform then leaves host names to it, too.
   */
  private static final class Everybody extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
