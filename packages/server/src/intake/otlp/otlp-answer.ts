import type { HomepotError } from '../../kernel/index.ts';
import type { OtlpEncoding, Signal } from './decode-otlp.ts';
import { messageType } from './messages.ts';

/** An answer, encoded as its request was. */
export interface OtlpAnswer {
  readonly contentType: string;
  readonly body: Buffer;
}

const rejectedNames: Readonly<Record<Signal, string>> = {
  traces: 'rejectedSpans',
  logs: 'rejectedLogRecords',
  metrics: 'rejectedDataPoints',
};

const contentTypes: Readonly<Record<OtlpEncoding, string>> = {
  json: 'application/json',
  protobuf: 'application/x-protobuf',
};

function encode(encoding: OtlpEncoding, name: 'Answer' | 'Problem', fields: object): Buffer {
  const type = messageType(name);
  return encoding === 'json'
    ? Buffer.from(JSON.stringify(fields))
    : Buffer.from(type.encode(type.fromObject(fields)).finish());
}

/** The answer to a request that was taken, all of it or a part. */
export function encodeOtlpAnswer(
  signal: Signal,
  encoding: OtlpEncoding,
  { rejected, message }: { readonly rejected: number; readonly message: string | undefined },
): OtlpAnswer {
  const contentType = contentTypes[encoding];
  if (rejected === 0) return { contentType, body: encode(encoding, 'Answer', {}) };
  const name = encoding === 'json' ? rejectedNames[signal] : 'rejected';
  // JSON writes 64 bits as text.
  const partialSuccess = { [name]: String(rejected), errorMessage: message };
  return { contentType, body: encode(encoding, 'Answer', { partialSuccess }) };
}

/** Codes of `google.rpc.Code`, by the status of the answer. */
const rpcCodes: ReadonlyMap<number, number> = new Map([
  [400, 3],
  [401, 16],
  [403, 7],
  [404, 5],
  [409, 6],
  [413, 3],
  [415, 3],
  [422, 3],
  [429, 8],
  [503, 14],
]);
const rpcInternal = 13;

/** The answer to a request that was refused as a whole: a `google.rpc.Status`. */
export function encodeOtlpProblem(encoding: OtlpEncoding, error: HomepotError): OtlpAnswer {
  const code = rpcCodes.get(error.status) ?? rpcInternal;
  const body = encode(encoding, 'Problem', { code, message: error.message });
  return { contentType: contentTypes[encoding], body };
}
