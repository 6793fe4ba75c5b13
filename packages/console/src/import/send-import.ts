import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { BatchAnswer, Client, RejectedRecord } from '@homepot/client';
import { ClientError } from '@homepot/client';
import type { Cut, ImportBatch } from './cut-batches.ts';
import { importLimits } from './import-limits.ts';
import type { ImportSummary } from './import-summary.ts';
import { addAnswer, addFault, addRefusal } from './import-summary.ts';

/** The part of a client that an import needs. */
type Sender = Pick<Client, 'ingestBody'>;

const compress = promisify(gzip);

/** Where and how an import is sent. */
export interface SendOptions {
  readonly table: string;
  readonly historical: boolean;
  /** When it is aborted, what is in flight is finished and nothing more is begun. */
  readonly stop: AbortSignal;
  readonly onProgress: () => void;
}

/** The batch was refused, and the next one may be taken all the same. */
const isRefusal = (error: unknown): error is ClientError =>
  error instanceof ClientError && [400, 413, 415, 422].includes(error.status);

async function sendBatch(client: Sender, batch: ImportBatch, options: SendOptions) {
  const body = await compress(batch.body);
  return client.ingestBody(options.table, body, {
    batchId: batch.id,
    historical: options.historical,
    contentType: 'application/x-ndjson',
    contentEncoding: 'gzip',
  });
}

/** The answer that a batch without a single good record is refused with still says why, per record. */
function answerIn(error: ClientError, batch: ImportBatch): BatchAnswer | undefined {
  const { rejected } = error.problem;
  if (!Array.isArray(rejected) || rejected.length === 0) return undefined;
  return {
    batch_id: batch.id,
    accepted: 0,
    duplicate: 0,
    filtered: 0,
    quarantined: batch.lines.length - rejected.length,
    rejected: rejected as RejectedRecord[],
  };
}

async function handle(client: Sender, summary: ImportSummary, cut: Cut, options: SendOptions) {
  if (cut.kind === 'fault') {
    addFault(summary, { file: cut.file, line: cut.line, ...cut.fault });
    return;
  }
  try {
    addAnswer(summary, cut.batch, await sendBatch(client, cut.batch, options));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const answer = answerIn(error, cut.batch);
    const fault = { code: error.code, path: error.path ?? '', message: error.detail };
    if (answer === undefined) addRefusal(summary, cut.batch, fault);
    else addAnswer(summary, cut.batch, answer);
  }
}

/**
 * Sends batches, several at a time, and counts what becomes of them into `summary`. At the first
 * error that the next batch would meet as well (no answer, not allowed), nothing more is begun; what
 * is in flight is finished, then the error is thrown.
 */
export async function sendImport(
  client: Sender,
  cuts: AsyncGenerator<Cut>,
  summary: ImportSummary,
  options: SendOptions,
): Promise<void> {
  const errors: unknown[] = [];
  const work = async () => {
    try {
      while (errors.length === 0 && !options.stop.aborted) {
        const next = await cuts.next();
        if (next.done === true) return;
        await handle(client, summary, next.value, options);
        options.onProgress();
      }
    } catch (error) {
      errors.push(error);
    }
  };
  await Promise.all(Array.from({ length: importLimits.batchesInFlightMax }, work));
  await cuts.return(undefined);
  if (errors.length > 0) throw errors[0];
}
