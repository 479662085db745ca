package ai.cequence.cloudfront.testing;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.DefaultPluginManager;
import org.apache.flink.core.plugin.DirectoryBasedPluginFinder;
import org.apache.flink.core.plugin.PluginConfig;

/** Flink's S3 file system in the tests' process. */
public final class S3PlugIn implements AutoCloseable {

  /**
   * Loads it.
   *
   * @param more settings of Flink
   */
  public S3PlugIn(URI endpoint, Map<String, String> more) throws IOException {
    Configuration configuration = new Configuration();
    configuration.setString("s3.endpoint", endpoint.toString());
    configuration.setString("s3.path.style.access", "true");
    configuration.setString("s3.access-key", "test");
    configuration.setString("s3.secret-key", "test");
    configuration.setString("fs.s3a.endpoint.region", "us-east-1");
    more.forEach(configuration::setString);
    FileSystem.initialize(
        configuration,
        new DefaultPluginManager(
            new DirectoryBasedPluginFinder(Path.of("target/plugins")).findPlugins(),
            PluginConfig.fromConfiguration(configuration).getAlwaysParentFirstPatterns()));
  }

  /** The file systems of this process are Flink's own again. */
  @Override
  public void close() {
    FileSystem.initialize(new Configuration(), null);
  }
}
