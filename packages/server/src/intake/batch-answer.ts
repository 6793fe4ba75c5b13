import type { RejectedRecord } from './record/encode-batch.ts';

/** What became of the records of one batch, as the sender is told. */
export interface BatchAnswer {
  readonly batch_id: string;
  /** Records that are durable and will be stored. */
  readonly accepted: number;
  /** Records that the smart filter left out. */
  readonly filtered: number;
  /** Records of a batch that was sent before. */
  readonly duplicate: number;
  /** Records kept aside because of their time, and not stored. */
  readonly quarantined: number;
  readonly rejected: readonly RejectedRecord[];
}

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
