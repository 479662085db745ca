package ai.cequence.cloudfront.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PropertySourceTest {
  @TempDir Path folder;

  @Test
  void readsTheManagedServicesFormat() throws IOException {
    PropertySource source =
        PropertySource.ofFile(
            file(
                "[{\"PropertyGroupId\":\"bridge\",\"PropertyMap\":{\"client-id\":\"a\",\"gzip\":true}},"
                    + "{\"PropertyGroupId\":\"window\",\"PropertyMap\":{\"size\":\"5 s\"}}]"));

    assertThat(source.groups().get("bridge"))
        .containsEntry("client-id", "a")
        .containsEntry("gzip", "true");
    assertThat(source.groups().get("window")).containsEntry("size", "5 s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "'{'; Expected JSON",
        "'{}'; found no array",
        "'[{}]'; PropertyGroupId",
        "'[{\"PropertyGroupId\":\"a\"}]'; another shape in element 1",
        "'[{\"PropertyGroupId\":\"a\",\"PropertyMap\":{\"k\":[]}},{}]'; another shape in element 2",
        "'[{\"PropertyGroupId\":\"a\",\"PropertyMap\":{\"k\":[]}}]'; a/k: expected text, found an array",
        "'[{\"PropertyGroupId\":\"a\",\"PropertyMap\":{\"k\":{}}}]'; a/k: expected text, found an object",
        "'[{\"PropertyGroupId\":\"a\",\"PropertyMap\":{\"k\":null}}]'; a/k: expected text, found none",
        "'[{\"PropertyGroupId\":\"a\",\"PropertyMap\":{}},{\"PropertyGroupId\":\"a\",\"PropertyMap\":{}}]'; found a again",
      })
  void saysWhatIsWrongWithAFile(String content, String expected) throws IOException {
    Path file = file(content);
    assertThatThrownBy(() -> PropertySource.ofFile(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThatThrownBy(() -> PropertySource.ofFile(folder.resolve("none.json")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("none.json")
        .hasMessageContaining("no such file or folder");
  }

  @Test
  void aPropertyReplacesAnotherOfItsName() {
    PropertySource one = PropertySource.empty("test").with("a", "k", "1");
    assertThat(one.with("a", "k", "2").groups().get("a")).containsEntry("k", "2");
    assertThat(one.groups().get("a")).containsEntry("k", "1");
  }

  private Path file(String content) throws IOException {
    return Files.writeString(folder.resolve("properties.json"), content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "window", "/size", "window/"})
  void refusesASettingWithoutGroupOrKey(String path) {
    PropertySource source = PropertySource.empty("test");

    assertThatThrownBy(() -> source.withSetting(path, "2s"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--set " + path + ": expected group/key=value");
  }
}
