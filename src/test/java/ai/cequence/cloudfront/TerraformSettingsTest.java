package ai.cequence.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.config.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Terraform passes every setting that the application has, and none that it has not. */
class TerraformSettingsTest {
  private static final Path SETTINGS = Path.of("terraform/settings.tf");
  private static final Pattern GROUP = Pattern.compile("    ([a-z-]+) = \\{");
  private static final Pattern SETTING = Pattern.compile("      \"([a-z0-9.-]+)\" +=.*");

  @Test
  void propertyKeysAreThoseOfTheApplication() throws IOException {
    // The secret itself would show in the application's properties, for everybody who may describe
    // it.
    List<String> expected =
        Arrays.stream(Key.values())
            .filter(key -> key != Key.CLIENT_SECRET)
            .map(Key::path)
            .sorted()
            .toList();

    assertThat(settings())
        .as(
            "Keys of local.given_settings in %s. A new key is a line there, and an attribute of the"
                + " variable of its group in terraform/variables.tf.",
            SETTINGS)
        .containsExactlyElementsOf(expected);
  }

  private static List<String> settings() throws IOException {
    List<String> paths = new ArrayList<>();
    String group = "";
    for (String line : Files.readAllLines(SETTINGS)) {
      Matcher opens = GROUP.matcher(line);
      if (opens.matches()) {
        group = opens.group(1);
      }
      Matcher setting = SETTING.matcher(line);
      if (setting.matches()) {
        paths.add(group + '/' + setting.group(1));
      }
    }
    paths.sort(null);
    return paths;
  }
}
