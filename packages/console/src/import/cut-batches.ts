import { batchIdOf } from './batch-id.ts';
import { importLimits } from './import-limits.ts';
import type { Fault, ImportRecord } from './import-record.ts';

/** Records of one file that are sent together. */
export interface ImportBatch {
  readonly file: string;
  readonly id: string;
  /** NDJSON. */
  readonly body: Buffer;
  /** The line of each record. */
  readonly lines: readonly number[];
}

/** What comes out of a file: batches to send, and records that are not sent. */
export type Cut =
  | { readonly kind: 'batch'; readonly batch: ImportBatch }
  | { readonly kind: 'fault'; readonly file: string; readonly line: number; readonly fault: Fault };

/** What a file is and where it goes. */
export interface CutOptions {
  readonly file: string;
  readonly table: string;
  readonly historical: boolean;
}

/**
 * Cuts the records of one file into batches, by number and by bytes. Where it cuts depends on the
 * file alone, never on time or on the network: that is what makes the ids of batches stable.
 */
export async function* cutBatches(
  records: AsyncIterable<ImportRecord>,
  { file, table, historical }: CutOptions,
): AsyncGenerator<Cut> {
  let index = 0;
  let texts: string[] = [];
  let lines: number[] = [];
  let bytes = 0;
  const take = (): Cut => {
    const body = Buffer.from(texts.join('\n'));
    const batch = { file, id: batchIdOf(table, index, body, historical), body, lines };
    index += 1;
    texts = [];
    lines = [];
    bytes = 0;
    return { kind: 'batch', batch };
  };
  for await (const { line, json, fault } of records) {
    if (fault !== undefined) {
      yield { kind: 'fault', file, line, fault };
      continue;
    }
    const size = Buffer.byteLength(json) + 1;
    if (lines.length > 0 && bytes + size > importLimits.batchBytesMax) yield take();
    texts.push(json);
    lines.push(line);
    bytes += size;
    if (lines.length >= importLimits.batchRecordsMax) yield take();
  }
  if (lines.length > 0) yield take();
}
