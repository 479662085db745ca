package ai.cequence.cloudfront.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProxyVariablesTest {
  private static final URI BRIDGE = URI.create("https://bridge.example.com/api-transactions");

  @Test
  void takesTheVariableOfTheScheme() {
    ProxyVariables variables =
        new ProxyVariables(Map.of("HTTPS_PROXY", "http://secure:3128", "http_proxy", "plain:80"));

    assertThat(variables.proxyFor(BRIDGE)).isEqualTo(URI.create("http://secure:3128"));
    assertThat(variables.proxyFor(URI.create("http://bridge.example.com/")))
        .isEqualTo(URI.create("http://plain:80"));
  }

  @Test
  void reachesDirectlyWhatIsExcluded() {
    assertThat(proxyWithout("example.com").proxyFor(BRIDGE)).isNull();
    assertThat(proxyWithout(".example.com, other").proxyFor(BRIDGE)).isNull();
    assertThat(proxyWithout("*").proxyFor(BRIDGE)).isNull();
    assertThat(proxyWithout("ample.com").proxyFor(BRIDGE)).isNotNull();
  }

  @Test
  void loopbackNeverGoesThroughAProxy() {
    assertThat(proxyWithout("").proxyFor(URI.create("https://127.0.0.1:9443/"))).isNull();
    assertThat(proxyWithout("").proxyFor(URI.create("https://localhost:9443/"))).isNull();
  }

  private static ProxyVariables proxyWithout(String excluded) {
    return new ProxyVariables(Map.of("HTTPS_PROXY", "http://proxy:3128", "NO_PROXY", excluded));
  }
}
