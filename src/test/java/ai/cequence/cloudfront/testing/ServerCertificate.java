package ai.cequence.cloudfront.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A self-signed certificate with its key, made by the JDK's own tool.
 *
 * @param keystore PKCS12, with {@link #PASSWORD}
 * @param pem the certificate alone
 */
public record ServerCertificate(Path keystore, Path pem) {
  public static final String PASSWORD = "changeit";

  /**
   * Makes one.
   *
   * @param folder gets the files
   * @param host the one host that it is for
   * @param validity options of keytool, such as {@code -validity 2}
   */
  public static ServerCertificate create(Path folder, String host, String... validity)
      throws IOException, InterruptedException {
    ServerCertificate certificate =
        new ServerCertificate(folder.resolve(host + ".p12"), folder.resolve(host + ".pem"));
    List<String> generate =
        new ArrayList<>(
            List.of("-genkeypair", "-keyalg", "EC", "-dname", "CN=" + host, "-storetype"));
    generate.addAll(List.of("PKCS12", "-ext", "san=dns:" + host));
    generate.addAll(List.of(validity));
    certificate.keytool(generate);
    certificate.keytool(List.of("-exportcert", "-rfc", "-file", certificate.pem.toString()));
    return certificate;
  }

  private void keytool(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(arguments);
    command.addAll(
        List.of("-alias", "server", "-keystore", keystore.toString(), "-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    process.getInputStream().transferTo(output);
    if (process.waitFor() != 0) {
      throw new IOException("keytool: " + output.toString(StandardCharsets.UTF_8));
    }
  }
}
