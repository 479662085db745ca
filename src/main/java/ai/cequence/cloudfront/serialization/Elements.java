package ai.cequence.cloudfront.serialization;

import ai.cequence.cloudfront.parse.LogChunk;
import ai.cequence.cloudfront.parse.Rejection;
import ai.cequence.cloudfront.transaction.Transaction;
import ai.cequence.cloudfront.transaction.TransactionBatch;

/** The types of all streams of the job. */
public final class Elements {
  public static final ElementType<LogChunk> LOG_CHUNK =
      new ElementType<>(LogChunk.class, new LogChunkSerializer());
  public static final ElementType<Transaction> TRANSACTION =
      new ElementType<>(Transaction.class, new TransactionSerializer());
  public static final ElementType<TransactionBatch> TRANSACTION_BATCH =
      new ElementType<>(TransactionBatch.class, new TransactionBatchSerializer());
  public static final ElementType<Rejection> REJECTION =
      new ElementType<>(Rejection.class, new RejectionSerializer());

  private Elements() {}
}
