package ai.cequence.cloudfront.ledger;

/**
 * Who counted.
 *
 * @param lineage id of the first job in a row of jobs that went on from each other's state
 * @param job id of the Flink job
 * @param restoredFrom the checkpoint that the job's present attempt went on from; -1: none
 * @param operator the operator's uid
 * @param subtask index of the operator's subtask, from 0
 */
record LedgerOrigin(String lineage, String job, long restoredFrom, String operator, int subtask) {}
