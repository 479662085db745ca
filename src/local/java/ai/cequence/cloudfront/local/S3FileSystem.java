package ai.cequence.cloudfront.local;

import ai.cequence.cloudfront.config.Settings;
import java.net.URI;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.plugin.PluginUtils;

/**
 * Flink's S3 file system from the plug-ins folder that {@code FLINK_PLUGINS_DIR} names, as a
 * cluster would load it.
 */
final class S3FileSystem {
  private S3FileSystem() {}

  static void configure(Configuration configuration, Settings settings) {
    URI endpoint = settings.source().s3().endpoint();
    if (endpoint != null) {
      configuration.setString("s3.endpoint", endpoint.toString());
      configuration.setString("s3.path.style.access", "true");
      configuration.setString("fs.s3a.endpoint.region", "us-east-1");
    }
    FileSystem.initialize(
        configuration, PluginUtils.createPluginManagerFromRootFolder(configuration));
  }
}
