import { HomepotError, limits } from '../../kernel/index.ts';
import { decodeJson } from './decode-json.ts';
import { decodeNdjson } from './decode-ndjson.ts';
import type { Decoded } from './decoded.ts';
import { noFaults } from './decoded.ts';

/** How a body is written. */
export type BodyFormat = 'json' | 'ndjson';

/** What is handed in at the door: bytes from outside, or records of the house's own. */
export type BatchInput =
  | {
      readonly kind: 'body';
      readonly bytes: Buffer;
      readonly format: BodyFormat;
      /** Whether one object by itself is a record. */
      readonly singleAllowed: boolean;
    }
  | { readonly kind: 'records'; readonly records: readonly object[] };

function decode(input: BatchInput): Decoded {
  if (input.kind === 'records') {
    return {
      records: { kind: 'rows', rows: input.records },
      count: input.records.length,
      isSingle: false,
      checksText: true,
      faults: noFaults,
      batchId: undefined,
    };
  }
  return input.format === 'ndjson'
    ? decodeNdjson(input.bytes)
    : decodeJson(input.bytes, input.singleAllowed);
}

/** Reads what was handed in as records. Throws when nothing of it can be used. */
export function decodeInput(input: BatchInput): Decoded {
  if (input.kind === 'body' && input.bytes.length === 0) throw new HomepotError('body_missing');
  const decoded = decode(input);
  if (decoded.count === 0) throw new HomepotError('body_missing');
  if (decoded.count > limits.recordsPerBatchMax) {
    throw new HomepotError('batch_too_large', {
      message: `The batch has ${decoded.count} records; at most ${limits.recordsPerBatchMax}`,
    });
  }
  return decoded;
}
