package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.split.LogSplit;
import ai.cequence.cloudfront.source.s3.split.ObjectId;
import java.util.List;
import java.util.Map;

/**
 * What a checkpoint holds of discovery.
 *
 * @param folders what was found in each
 * @param waiting objects that no reader has yet
 * @param assigned objects that a reader has, and their times
 * @param messages notifications that are not deleted yet
 */
public record DiscoveryState(
    List<FolderState> folders,
    List<LogSplit> waiting,
    Map<ObjectId, UnreadObjects.Times> assigned,
    List<HeldMessage> messages) {

  /** Before the first round. */
  public static DiscoveryState empty() {
    return new DiscoveryState(List.of(), List.of(), Map.of(), List.of());
  }
}
