package ai.cequence.cloudfront.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyVariablesTest {
  private static final URI BRIDGE = URI.create("https://bridge.example.com/api-transactions");

  @Test
  void takesTheVariableOfTheScheme() throws Exception {
    ProxyVariables variables =
        new ProxyVariables(Map.of("HTTPS_PROXY", "http://secure:3128", "http_proxy", "plain:80"));

    assertThat(variables.proxyFor(BRIDGE)).isEqualTo(URI.create("http://secure:3128"));
    assertThat(variables.proxyFor(URI.create("http://bridge.example.com/")))
        .isEqualTo(URI.create("http://plain:80"));
  }

  @Test
  void reachesDirectlyWhatIsExcluded() throws Exception {
    assertThat(proxyWithout("example.com").proxyFor(BRIDGE)).isNull();
    assertThat(proxyWithout(".example.com, other").proxyFor(BRIDGE)).isNull();
    assertThat(proxyWithout("*").proxyFor(BRIDGE)).isNull();
    assertThat(proxyWithout("ample.com").proxyFor(BRIDGE)).isNotNull();
  }

  @Test
  void anExcludedNameMayHaveAStarOrAPort() throws Exception {
    assertThat(proxyWithout("*.example.com").proxyFor(BRIDGE)).isNull();
    assertThat(proxyWithout("*.ample.com").proxyFor(BRIDGE)).isNotNull();
    assertThat(proxyWithout("bridge.example.com:443").proxyFor(BRIDGE)).isNull();
    assertThat(proxyWithout("other, *.example.com:443").proxyFor(BRIDGE)).isNull();
    assertThat(proxyWithout("bridge.example.com:8443").proxyFor(BRIDGE)).isNotNull();
    URI other = URI.create("https://bridge.example.com:8443/api-transactions");
    assertThat(proxyWithout("example.com:8443").proxyFor(other)).isNull();
    assertThat(proxyWithout("example.com:443").proxyFor(other)).isNotNull();
    URI six = URI.create("https://[fd00::1]:8443/");
    assertThat(proxyWithout("[fd00::1]:8443").proxyFor(six)).isNull();
    assertThat(proxyWithout("[fd00::2]:8443,*.,:8443,").proxyFor(six)).isNotNull();
  }

  @Test
  void loopbackNeverGoesThroughAProxy() throws Exception {
    assertThat(proxyWithout("").proxyFor(URI.create("https://127.0.0.1:9443/"))).isNull();
    assertThat(proxyWithout("").proxyFor(URI.create("https://localhost:9443/"))).isNull();
  }

  private static ProxyVariables proxyWithout(String excluded) {
    return new ProxyVariables(Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", excluded));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://user:s3same@proxy:3128",
        "socks5://proxy:1080",
        "https://proxy:443",
        "://"
      })
  void aProxyThatCannotBeUsedIsSaidAndNeverShown(String proxy) {
    ProxyVariables variables = new ProxyVariables(Map.of("HTTPS_PROXY", proxy));
    assertThatThrownBy(() -> variables.proxyFor(BRIDGE))
        .hasMessageContaining("HTTPS_PROXY: expected http://host:port")
        .hasMessageNotContaining("s3same");
  }
}
