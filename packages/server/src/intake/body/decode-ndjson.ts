import { isUtf8 } from 'node:buffer';
import { limits, parseJson } from '../../kernel/index.ts';
import type { Fault } from '../record/fault.ts';
import { fault } from '../record/fault.ts';
import { requireWithinLimits } from './decode-json.ts';
import type { Decoded } from './decoded.ts';
import { noFaults } from './decoded.ts';
import { decodeFlatLines } from './flat-rows.ts';
import { readJsonSlowly } from './read-json-slowly.ts';
import { countKeys, scanJson } from './scan-json.ts';

const newline = 0x0a;

/** The lines of the body that are not blank. */
function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  while (from < bytes.length) {
    const found = bytes.indexOf(newline, from);
    const end = found === -1 ? bytes.length : found;
    const line = bytes.subarray(from, end);
    if (!isBlank(line)) lines.push(line);
    from = end + 1;
  }
  return lines;
}

function isBlank(line: Buffer): boolean {
  for (const byte of line) if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  return true;
}

type Line = { readonly value: unknown } | { readonly fault: Fault };

/** Reads a line by itself and says what is wrong with it. */
function readLine(line: Buffer): Line {
  if (!isUtf8(line)) return { fault: fault('utf8_invalid', '', 'is not UTF-8') };
  const scan = scanJson(line);
  if (scan.depth > limits.jsonDepthMax) {
    return { fault: fault('too_deep', '', `has more than ${limits.jsonDepthMax} levels`) };
  }
  const text = line.toString('utf8');
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    const column = (readJsonSlowly(text).brokenAt ?? text.length) + 1;
    return { fault: fault('json_invalid', '', `breaks at column ${column} of its line`) };
  }
  if (countKeys(value) === scan.keys) return { value };
  const key = readJsonSlowly(text).duplicates[0]?.join('.') ?? '';
  return { fault: fault('column_duplicate', key, 'is given twice') };
}

function decodeLineByLine(bytes: Buffer): Decoded {
  const faults = new Map<number, Fault>();
  const rows = splitLines(bytes).map((line, index) => {
    const read = readLine(line);
    if ('value' in read) return read.value;
    faults.set(index, read.fault);
    return undefined;
  });
  return {
    records: { kind: 'rows', rows },
    count: rows.length,
    isSingle: false,
    checksText: true,
    faults,
    batchId: undefined,
  };
}

const countLineEnds = (text: string): number => text.split('\n').length - 1;

/** Reads all lines at once as one array; undefined when a line must be looked at by itself. */
function decodeTogether(bytes: Buffer): Decoded | undefined {
  const scan = scanJson(bytes);
  if (scan.depth >= limits.jsonDepthMax || !isUtf8(bytes)) return undefined;
  requireWithinLimits(scan);
  const text = bytes.toString('utf8');
  // A line end within a record would become a comma below, and wrong JSON right.
  if (countLineEnds(text) !== scan.lineEnds) return undefined;
  const lines = text.trim();
  let rows: unknown[];
  try {
    rows = parseJson(`[${lines.replaceAll('\n', ',')}]`) as unknown[];
  } catch {
    return undefined;
  }
  // A line with a comma outside of all brackets holds two values, and breaks the count.
  if (rows.length !== countLineEnds(lines) + 1 || countKeys(rows) !== scan.keys) return undefined;
  return {
    records: { kind: 'rows', rows },
    count: rows.length,
    isSingle: false,
    checksText: scan.hasUnicodeEscape,
    faults: noFaults,
    batchId: undefined,
  };
}

/** Reads a body of one JSON object a line. A line that is broken spoils itself only. */
export function decodeNdjson(bytes: Buffer): Decoded {
  return decodeFlatLines(bytes) ?? decodeTogether(bytes) ?? decodeLineByLine(bytes);
}
