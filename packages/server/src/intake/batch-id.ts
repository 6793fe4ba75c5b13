import { HomepotError, limits } from '../kernel/index.ts';

const form = new RegExp(`^[\\x21-\\x7e]{1,${limits.batchIdCharactersMax}}$`);

/**
 * The id that the sender gave a batch, by header or in the body; undefined when it gave none.
 * Throws batch_id_invalid.
 */
export function readBatchId(header: string | undefined, body: unknown): string | undefined {
  const given = header ?? body;
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'string' || !form.test(given)) {
    throw new HomepotError('batch_id_invalid', {
      path: header === undefined ? 'batch_id' : 'Idempotency-Key',
    });
  }
  if (body !== undefined && body !== null && body !== given) {
    throw new HomepotError('batch_id_invalid', {
      path: 'batch_id',
      message: 'The header Idempotency-Key and `batch_id` differ',
    });
  }
  return given;
}
