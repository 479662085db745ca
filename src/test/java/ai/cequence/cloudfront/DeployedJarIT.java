package ai.cequence.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.flink.util.ChildFirstClassLoader;
import org.junit.jupiter.api.Test;

/** What is deployed is what should be deployed. */
class DeployedJarIT {
  private static final Path JAR = Path.of(System.getProperty("deployed.jar"));

  @Test
  void holdsNothingThatTheRuntimeBringsAndNothingOfTheLocalRun() throws IOException {
    List<String> names;
    try (JarFile jar = new JarFile(JAR.toFile())) {
      names = jar.stream().map(ZipEntry::getName).toList();
      assertThat(jar.getManifest().getMainAttributes().getValue("Main-Class"))
          .isEqualTo("ai.cequence.cloudfront.CloudFrontBridgeJob");
    }

    assertThat(names)
        .contains("ai/cequence/cloudfront/CloudFrontBridgeJob.class")
        .noneMatch(name -> name.startsWith("org/apache/logging/log4j/"))
        .noneMatch(name -> name.startsWith("org/slf4j/"))
        .noneMatch(name -> name.startsWith("org/apache/flink/"))
        .noneMatch(name -> name.startsWith("com/amazonaws/services/kinesisanalytics/"))
        .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA)"))
        .noneMatch(name -> name.startsWith("ai/cequence/cloudfront/local/"))
        .noneMatch(name -> name.startsWith("ai/cequence/cloudfront/benchmark/"))
        .noneMatch(name -> name.contains("log4j2"))
        .doesNotContain("config.properties");
  }

  @Test
  void isSmallEnough() {
    assertThat(JAR.toFile().length()).isLessThan(40_000_000L);
  }

  /** As Flink does it: the jar first, and beside it only what the runtime brings. */
  @Test
  void everyClassOfOursLoadsBesideTheProvidedJarsAlone() throws Exception {
    List<URL> provided = new ArrayList<>();
    String classPath = Files.readString(Path.of("target/provided-classpath.txt")).strip();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      provided.add(Path.of(entry).toUri().toURL());
    }
    List<String> classes;
    try (JarFile jar = new JarFile(JAR.toFile())) {
      classes =
          jar.stream()
              .map(ZipEntry::getName)
              .filter(name -> name.startsWith("ai/cequence/") && name.endsWith(".class"))
              .filter(name -> !name.endsWith("package-info.class"))
              .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
              .toList();
    }
    try (URLClassLoader parent =
            new URLClassLoader(provided.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
        URLClassLoader loader =
            new ChildFirstClassLoader(
                new URL[] {JAR.toUri().toURL()},
                parent,
                new String[] {"java.", "org.apache.flink.", "org.slf4j", "org.apache.log4j"},
                t -> {})) {
      assertThat(classes).hasSizeGreaterThan(50);
      for (String name : classes) {
        Class<?> loaded = Class.forName(name, true, loader);
        // Resolves the types of all members, which is where a missing jar shows.
        assertThat(loaded.getDeclaredMethods()).isNotNull();
        assertThat(loaded.getDeclaredFields()).isNotNull();
        assertThat(loaded.getClassLoader()).as(name).isSameAs(loader);
      }
    }
  }
}
