import type { AnswerOf, ingestBatch } from '@homepot/catalogue';

/** What became of the records of one batch, as the sender is told. */
export type BatchAnswer = AnswerOf<typeof ingestBatch>;

/** The answer to a batch whose id was taken before. */
export function duplicateAnswer(batchId: string, count: number): BatchAnswer {
  return {
    batch_id: batchId,
    accepted: 0,
    filtered: 0,
    duplicate: count,
    quarantined: 0,
    rejected: [],
  };
}

/** Whether not one record of the batch could be used. */
export function isAllRejected({
  accepted,
  filtered,
  duplicate,
  quarantined,
}: BatchAnswer): boolean {
  return accepted + filtered + duplicate + quarantined === 0;
}
