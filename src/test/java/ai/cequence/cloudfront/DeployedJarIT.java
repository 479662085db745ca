package ai.cequence.cloudfront;

import static org.assertj.core.api.Assertions.assertThat;

import ai.cequence.cloudfront.local.LogGenerator;
import ai.cequence.cloudfront.local.ParquetLogFile;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import org.apache.flink.util.ChildFirstClassLoader;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is deployed is what should be deployed. */
class DeployedJarIT {
  private static final String S3 = "ai.cequence.cloudfront.source.s3.";
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
  void holdsTheLicencesOfWhatIsInIt() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(text(jar, "META-INF/LICENSE")).isEqualTo(Files.readString(Path.of("LICENSE")));
      assertThat(text(jar, "META-INF/NOTICE"))
          .startsWith("\nCopyright 2026 Cequence Security")
          .contains("AWS SDK for Java 2.0", "Jackson JSON processor");
      assertThat(text(jar, "META-INF/THIRD-PARTY.txt"))
          .contains(
              "(Apache-2.0) AWS Java SDK :: Services :: Amazon S3",
              "io.netty:netty-handler:",
              "org.apache.parquet:parquet-hadoop:",
              "org.reactivestreams:reactive-streams:",
              "info.picocli:picocli:")
          .doesNotContain("GPL", "org.apache.flink:", "junit");
      assertThat(jar.getEntry("META-INF/FastDoubleParser-LICENSE")).isNotNull();
      assertThat(jar.getEntry("javax/annotation/Generated.class")).isNull();
    }
  }

  private static String text(JarFile jar, String name) throws IOException {
    return new String(
        jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void whatIsBuiltHereBearsTheTimeOfTheRelease() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.stream().filter(entry -> entry.getName().startsWith("ai/cequence/")))
          .isNotEmpty()
          .extracting(ZipEntry::getTimeLocal)
          .containsOnly(LocalDateTime.of(2026, 11, 29, 0, 0));
    }
  }

  @Test
  void isSmallEnough() {
    assertThat(JAR.toFile().length()).isLessThan(40_000_000L);
  }

  /** As Flink does it: the jar first, and beside it only what the runtime brings. */
  @Test
  void everyClassOfOursLoadsBesideTheProvidedJarsAlone() throws Exception {
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
    try (URLClassLoader parent = provided();
        URLClassLoader loader = deployed(parent)) {
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

  /** Parquet's reader asks for classes of Hadoop, which nothing but the jar brings. */
  @ParameterizedTest
  @EnumSource(
      value = CompressionCodecName.class,
      names = {"UNCOMPRESSED", "SNAPPY", "GZIP", "ZSTD"})
  void readsParquetBesideTheProvidedJarsAlone(CompressionCodecName codec, @TempDir Path folder)
      throws Exception {
    Path file = folder.resolve("log.parquet");
    try (ParquetLogFile log =
        new ParquetLogFile(Files.newOutputStream(file), LogGenerator.V1_FIELDS, codec)) {
      log.write(new LogGenerator(1).request(Instant.parse("2026-01-31T10:00:00Z")));
    }
    try (URLClassLoader parent = provided();
        URLClassLoader loader = deployed(parent)) {
      Class<?> paths = loader.loadClass("org.apache.flink.core.fs.Path");
      Class<?> positions = loader.loadClass(S3 + "ObjectPosition");
      Class<?> openers = loader.loadClass(S3 + "LogObjectOpener");
      Object opener =
          openers.getConstructor(int.class, long.class).newInstance(1_000_000, 1_000_000L);
      Object object =
          openers
              .getMethod("open", paths, long.class, positions)
              .invoke(
                  opener,
                  paths.getConstructor(String.class).newInstance(file.toUri().toString()),
                  Files.size(file),
                  positions.getField("START").get(null));

      Object chunk = loader.loadClass(S3 + "LogObject").getMethod("next").invoke(object);

      assertThat(chunk.getClass().getMethod("failure").invoke(chunk)).isNull();
      byte[] lines = (byte[]) chunk.getClass().getMethod("bytes").invoke(chunk);
      assertThat(new String(lines, StandardCharsets.UTF_8))
          .startsWith("{\"date\":\"2026-01-31\",\"time\":\"10:00:00\",");
    }
  }

  private static URLClassLoader provided() throws IOException {
    List<URL> provided = new ArrayList<>();
    String classPath = Files.readString(Path.of("target/provided-classpath.txt")).strip();
    for (String entry : classPath.split(File.pathSeparator, -1)) {
      provided.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(provided.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
  }

  private static URLClassLoader deployed(URLClassLoader parent) throws IOException {
    return new ChildFirstClassLoader(
        new URL[] {JAR.toUri().toURL()},
        parent,
        new String[] {"java.", "org.apache.flink.", "org.slf4j", "org.apache.log4j"},
        t -> {});
  }
}
