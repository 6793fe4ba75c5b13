import { promisify } from 'node:util';
import { constants, gzip, gzipSync } from 'node:zlib';
import { limits } from '../limits.ts';
import type { Entry, TableName } from './entry.ts';
import { createUuidV7 } from './uuid-v7.ts';

/**
 * Records on their way. Id and bytes are made once, before the first send, and kept over every
 * retry: the server knows a batch by both, and refuses other bytes under the same id.
 */
export interface Batch {
  readonly id: string;
  readonly table: TableName;
  readonly body: Uint8Array;
  readonly isCompressed: boolean;
  readonly records: number;
  /** Bytes that its records took in the ring. */
  readonly bytes: number;
}

const compress = promisify(gzip);
/** Fast rather than small: it runs beside the work of the host. */
const level = { level: constants.Z_BEST_SPEED };

function plainBody(entries: readonly Entry[]): Buffer {
  return Buffer.from(`[${entries.map((entry) => entry.text).join(',')}]`);
}

function createBatch(entries: readonly Entry[], body: Uint8Array, isCompressed: boolean): Batch {
  return {
    id: createUuidV7(Date.now()),
    table: entries[0]?.table ?? 'api_request_logs',
    body,
    isCompressed,
    records: entries.length,
    bytes: entries.reduce((sum, entry) => sum + entry.bytes, 0),
  };
}

/** Makes a batch of records of one table; compressed, away from the event loop, where it pays. */
export async function packBatch(entries: readonly Entry[]): Promise<Batch> {
  const body = plainBody(entries);
  if (body.length < limits.gzipBytesMin) return createBatch(entries, body, false);
  return createBatch(entries, await compress(body, level), true);
}

/** The same at once, for a process that ends. */
export function packBatchNow(entries: readonly Entry[]): Batch {
  const body = plainBody(entries);
  if (body.length < limits.gzipBytesMin) return createBatch(entries, body, false);
  return createBatch(entries, gzipSync(body, level), true);
}
