package ai.cequence.cloudfront.source.s3.reader;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.source.s3.ObjectPosition;
import ai.cequence.cloudfront.source.s3.split.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A chunk on its way from a fetching thread to the task.
 *
 * @param object where it comes from
 * @param chunk null where the object turned out to have no more
 * @param behind the position behind it
 * @param last whether the object ends with it
 */
record Fetched(ObjectId object, @Nullable LogChunk chunk, ObjectPosition behind, boolean last) {}
