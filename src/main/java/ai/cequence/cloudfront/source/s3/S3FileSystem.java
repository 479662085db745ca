package ai.cequence.cloudfront.source.s3;

import ai.cequence.cloudfront.config.SourceSettings.S3Settings;
import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;

/**
 * Flink's S3 file system where no cluster has loaded it: from the plug-ins folder that {@code
 * FLINK_PLUGINS_DIR} names.
 */
public final class S3FileSystem {
  private S3FileSystem() {}

  /**
   * Loads the file systems of this process.
   *
   * @param configuration gets what {@code source/s3.endpoint} asks for
   */
  public static void initialize(Configuration configuration, S3Settings settings) {
    URI endpoint = settings.endpoint();
    if (endpoint != null) {
      configuration.setString("s3.endpoint", endpoint.toString());
      configuration.setString("s3.path.style.access", "true");
      configuration.setString("fs.s3a.endpoint.region", "us-east-1");
    }
    FileSystem.initialize(
        configuration, PluginUtils.createPluginManagerFromRootFolder(configuration));
  }
}
