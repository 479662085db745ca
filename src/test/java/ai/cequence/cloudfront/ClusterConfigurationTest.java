package ai.cequence.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.PropertySource;
import ai.cequence.cloudfront.config.SettingsLoader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code flink-conf/} ships agrees with itself and with the code. */
class ClusterConfigurationTest {
  private static final Path CONF = Path.of("flink-conf");

  @TempDir Path folder;

  private final Map<String, String> standalone = flat("", standalone());
  private final Map<String, Map<?, ?>> kubernetes = kubernetes();
  private final Map<?, ?> spec = map(kubernetes.get("FlinkDeployment"), "spec");

  private static Map<?, ?> standalone() {
    return (Map<?, ?>) yaml().loadFromString(read("config.yaml"));
  }

  private static Map<String, Map<?, ?>> kubernetes() {
    Map<String, Map<?, ?>> byKind = new TreeMap<>();
    for (Object document : yaml().loadAllFromString(read("kubernetes.yaml"))) {
      Map<?, ?> resource = (Map<?, ?>) document;
      byKind.put(resource.get("kind").toString(), resource);
    }
    return byKind;
  }

  private static Load yaml() {
    return new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
  }

  private static String read(String file) {
    try {
      return Files.readString(CONF.resolve(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<?, ?> map(Map<?, ?> of, String... path) {
    Map<?, ?> at = of;
    for (String key : path) {
      at = (Map<?, ?>) at.get(key);
    }
    return at;
  }

  private static Map<String, String> flat(String prefix, Map<?, ?> nested) {
    Map<String, String> flat = new TreeMap<>();
    nested.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> deeper) {
            flat.putAll(flat(prefix + key + ".", deeper));
          } else {
            flat.put(prefix + key, value.toString());
          }
        });
    return flat;
  }

  @Test
  void kubernetesRunsTheJobAsTheStandaloneClusterDoes() {
    Map<String, String> deployed = flat("", map(spec, "flinkConfiguration"));

    assertThat(standalone)
        .containsEntry("execution.checkpointing.interval", "60s")
        .containsEntry("state.backend.type", "rocksdb")
        .containsEntry("restart-strategy.type", "exponential-delay");
    standalone.forEach(
        (key, value) -> {
          boolean shared =
              (key.startsWith("execution.") && !key.endsWith("dir"))
                  || key.startsWith("state.")
                  || key.startsWith("restart-strategy.")
                  || key.startsWith("metrics.")
                  || key.endsWith("numberOfTaskSlots");
          if (shared) {
            assertThat(deployed).containsEntry(key, value);
          }
        });
    assertThat(deployed)
        .containsEntry("high-availability.type", "kubernetes")
        .containsKey("high-availability.storageDir");
    assertThat(map(spec, "job").get("upgradeMode")).isEqualTo("savepoint");
    assertThat(map(spec, "job").get("entryClass")).isEqualTo(CloudFrontBridgeJob.class.getName());
  }

  @Test
  void theMountedPropertiesAreThoseThatTheVariableNames() throws IOException {
    Map<?, ?> pod = map(spec, "podTemplate", "spec");
    Map<?, ?> container = (Map<?, ?>) ((List<?>) pod.get("containers")).get(0);
    Map<String, String> environment = new TreeMap<>();
    for (Object variable : (List<?>) container.get("env")) {
      environment.put(
          ((Map<?, ?>) variable).get("name").toString(),
          ((Map<?, ?>) variable).get("value").toString());
    }
    Map<?, ?> mount = (Map<?, ?>) ((List<?>) container.get("volumeMounts")).get(0);
    Map<?, ?> volume = (Map<?, ?>) ((List<?>) pod.get("volumes")).get(0);
    Map<?, ?> secret = kubernetes.get("Secret");

    assertThat(container.get("name")).isEqualTo("flink-main-container");
    assertThat(environment.get(PropertySource.VARIABLE))
        .isEqualTo(mount.get("mountPath") + "/properties.json");
    assertThat(mount.get("name")).isEqualTo(volume.get("name"));
    assertThat(map(volume, "secret").get("secretName"))
        .isEqualTo(map(secret, "metadata").get("name"));
    Path properties = folder.resolve("properties.json");
    Files.writeString(properties, map(secret, "stringData").get("properties.json").toString());
    assertThat(SettingsLoader.load(PropertySource.ofFile(properties)).source().s3().paths())
        .as("the example is a configuration that the job accepts")
        .isNotEmpty();
    assertThat(environment.get("ENABLE_BUILT_IN_PLUGINS"))
        .isEqualTo("flink-s3-fs-hadoop-" + flinkVersion() + ".jar");
    assertThat(read("Dockerfile")).contains("FROM flink:" + flinkVersion() + "-java17");
    assertThat(map(spec, "job").get("jarURI").toString()).startsWith("local:///opt/flink/usrlib/");
    assertThat(read("Dockerfile"))
        .contains(map(spec, "job").get("jarURI").toString().replace("local://", ""));
  }

  /** The version that the project builds for, whatever this build tests. */
  private static String flinkVersion() throws IOException {
    return Files.readString(Path.of("pom.xml"))
        .replaceFirst("(?s).*<flink.version>([^<]*)</flink.version>.*", "$1");
  }

  @Test
  void bothLogTheSame() throws IOException {
    Properties file = new Properties();
    file.load(new StringReader(read("log4j.properties")));
    Properties deployed = new Properties();
    deployed.load(
        new StringReader(map(spec, "logConfiguration").get("log4j-console.properties").toString()));

    assertThat(deployed).isEqualTo(file);
    assertThat(file.getProperty("appender.console.layout.type")).isEqualTo("JsonTemplateLayout");
  }
}
