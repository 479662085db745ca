package ai.cequence.cloudfront.source.s3.discovery;

import ai.cequence.cloudfront.source.s3.split.ObjectId;
import java.util.Set;

/**
 * A message whose objects are not all read yet.
 *
 * @param id the same at each delivery
 * @param receipt of the newest delivery
 * @param unread its objects that no checkpoint covers wholly yet
 */
record HeldMessage(String id, String receipt, Set<ObjectId> unread) {}
