import { isAscii, isUtf8 } from 'node:buffer';
import { HomepotError, limits, parseJson } from '../../kernel/index.ts';
import type { Fault } from '../record/fault.ts';
import { fault } from '../record/fault.ts';
import type { Decoded, Records } from './decoded.ts';
import { noFaults } from './decoded.ts';
import { decodeFlatRows } from './flat-rows.ts';
import type { JsonPath } from './read-json-slowly.ts';
import { describePosition, readJsonSlowly } from './read-json-slowly.ts';
import type { JsonScan } from './scan-json.ts';
import { countKeys, scanJson } from './scan-json.ts';

/** The bytes as text. Throws utf8_invalid. */
function textOf(bytes: Buffer): string {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) throw new HomepotError('utf8_invalid');
  return bytes.toString('utf8');
}

/** Throws when the structure is more than we take. */
export function requireWithinLimits(scan: JsonScan): void {
  if (scan.depth > limits.jsonDepthMax) {
    throw new HomepotError('too_deep', { message: `The body has ${scan.depth} levels` });
  }
  if (scan.containers > limits.containersPerBodyMax) {
    throw new HomepotError('batch_too_large', {
      message: `The body has more than ${limits.containersPerBodyMax} objects and arrays`,
    });
  }
}

function parseWhole(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    // The message of JSON.parse repeats what was sent; it may be a secret.
    const position = readJsonSlowly(text).brokenAt ?? text.length;
    throw new HomepotError('json_invalid', {
      message: `The body breaks at ${describePosition(text, position)}`,
    });
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a body in JSON may hold besides the records. */
const envelopeKeys = new Set(['records', 'columns', 'batch_id']);

function requireEnvelope(body: Record<string, unknown>): void {
  const stranger = Object.keys(body).find((key) => !envelopeKeys.has(key));
  const both = body.records !== undefined && body.columns !== undefined;
  if (stranger === undefined && !both) return;
  throw new HomepotError('shape_invalid', {
    message: both
      ? 'The body has both `records` and `columns`'
      : 'The body has a key besides `records`, `columns` and `batch_id`',
  });
}

function readColumns(columns: unknown): { records: Records; count: number } {
  if (!isObject(columns)) {
    throw new HomepotError('shape_invalid', { message: '`columns` is not an object of arrays' });
  }
  let count: number | undefined;
  for (const [name, values] of Object.entries(columns)) {
    if (!Array.isArray(values)) {
      throw new HomepotError('shape_invalid', { path: `columns.${name}`, message: 'Not an array' });
    }
    count ??= values.length;
    if (values.length !== count) {
      throw new HomepotError('shape_invalid', {
        path: `columns.${name}`,
        message: 'The arrays of `columns` differ in length',
      });
    }
  }
  const arrays = columns as Record<string, unknown[]>;
  return { records: { kind: 'columns', columns: arrays }, count: count ?? 0 };
}

type Shape = Pick<Decoded, 'records' | 'count' | 'batchId' | 'isSingle'>;

function readShape(body: unknown, singleAllowed: boolean): Shape {
  const list = (rows: readonly unknown[], batchId: unknown, isSingle: boolean): Shape => ({
    records: { kind: 'rows', rows },
    count: rows.length,
    batchId,
    isSingle,
  });
  if (Array.isArray(body)) return list(body, undefined, false);
  if (!isObject(body)) throw new HomepotError('shape_invalid');
  if (Array.isArray(body.records)) {
    requireEnvelope(body);
    return list(body.records, body.batch_id, false);
  }
  if (body.columns !== undefined) {
    requireEnvelope(body);
    return { ...readColumns(body.columns), batchId: body.batch_id, isSingle: false };
  }
  if (singleAllowed) return list([body], undefined, true);
  throw new HomepotError('shape_invalid');
}

/** The record that a place in the body belongs to, and the field in it; no record = the envelope. */
function recordAt(path: JsonPath, shape: Shape): { index: number; field: string } | undefined {
  if (shape.isSingle) return { index: 0, field: path.join('.') };
  if (shape.records.kind === 'columns') {
    const [, name, index] = path;
    if (typeof index !== 'number') return undefined;
    return { index, field: [name, ...path.slice(3)].join('.') };
  }
  const first = path.findIndex((part) => typeof part === 'number');
  const index = path[first];
  if (first === -1 || first > 1 || typeof index !== 'number') return undefined;
  return { index, field: path.slice(first + 1).join('.') };
}

function findDuplicates(text: string, shape: Shape): ReadonlyMap<number, Fault> {
  const faults = new Map<number, Fault>();
  for (const path of readJsonSlowly(text).duplicates) {
    const place = recordAt(path, shape);
    if (place === undefined) {
      throw new HomepotError('column_duplicate', { path: path.join('.') });
    }
    if (faults.has(place.index)) continue;
    faults.set(place.index, fault('column_duplicate', place.field, 'is given twice'));
  }
  return faults;
}

/**
 * Reads a body in JSON. `singleAllowed` = an object that is no envelope is one record.
 * Throws when nothing of it can be used.
 */
export function decodeJson(bytes: Buffer, singleAllowed: boolean): Decoded {
  const flat = decodeFlatRows(bytes);
  if (flat !== undefined) return flat;
  const text = textOf(bytes);
  const scan = scanJson(bytes);
  requireWithinLimits(scan);
  const body = parseWhole(text);
  const shape = readShape(body, singleAllowed);
  const faults = countKeys(body) === scan.keys ? noFaults : findDuplicates(text, shape);
  return { ...shape, checksText: scan.hasUnicodeEscape, faults };
}
