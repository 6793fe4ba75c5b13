import { HomepotError, limits } from '../../kernel/index.ts';
import { decodeJson } from '../body/decode-json.ts';
import type { Fields } from './fields.ts';
import { messageType, readMessageOf } from './messages.ts';

/** How a request is written, and its answer. */
export type OtlpEncoding = 'json' | 'protobuf';

/** What a request is about. */
export type Signal = 'traces' | 'logs' | 'metrics';

const requestOf = {
  traces: 'TraceRequest',
  logs: 'LogsRequest',
  metrics: 'MetricsRequest',
} as const;

/** The encoding that a Content-Type names. Throws media_type_unsupported. */
export function readOtlpEncoding(contentType: string | undefined): OtlpEncoding {
  const type = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json') return 'json';
  if (type === 'application/x-protobuf' || type === 'application/protobuf') return 'protobuf';
  throw new HomepotError('media_type_unsupported', {
    message: 'OTLP comes as `application/x-protobuf` or `application/json`',
  });
}

function decodeProtobuf(signal: Signal, bytes: Buffer): Fields {
  const type = messageType(requestOf[signal]);
  try {
    // 64 bits as text, as in JSON, so that what reads the fields need not know the encoding.
    return type.toObject(readMessageOf(type, bytes), { longs: String, bytes: Buffer });
  } catch (error) {
    if (error instanceof HomepotError) throw error;
    throw new HomepotError('otlp_invalid', { cause: error });
  }
}

/** Read by the rules of any body: depth, number of objects, UTF-8, broken places. */
function decodeText(bytes: Buffer): Fields {
  const { records, isSingle } = decodeJson(bytes, true);
  if (isSingle && records.kind === 'rows') return records.rows[0] as Fields;
  throw new HomepotError('otlp_invalid', { message: 'An OTLP request is one JSON object' });
}

/** Reads a request. An empty one is a request without items. Throws what is wrong with it. */
export function decodeOtlp(signal: Signal, encoding: OtlpEncoding, bytes: Buffer): Fields {
  if (bytes.length > limits.bodyBytesMax) throw new HomepotError('batch_too_large');
  if (bytes.length === 0) return {};
  return encoding === 'protobuf' ? decodeProtobuf(signal, bytes) : decodeText(bytes);
}
