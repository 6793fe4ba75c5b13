import { createHash } from 'node:crypto';
import { HomepotError } from '../../kernel/index.ts';
import type { Instant } from '../parameters/instant.ts';
import { readInstant } from '../parameters/instant.ts';

/** The place of a row in a list: its instant, where the table has one, and its id. */
export interface Position {
  readonly time: Instant | null;
  readonly id: number;
}

const digestOf = (scope: string, time: string | null, id: number): string =>
  createHash('sha256')
    .update(JSON.stringify([scope, time, id]))
    .digest('base64url')
    .slice(0, 16);

/**
 * Writes a place as text for `next_cursor`. `scope` says which list it belongs to: table, filters,
 * range and order. It is bound by a digest, so that a cursor of another list is noticed.
 */
export function writeCursor(scope: string, { time, id }: Position): string {
  return Buffer.from(JSON.stringify([time, id, digestOf(scope, time, id)])).toString('base64url');
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

function readParts(parts: unknown, timed: boolean): (Position & { digest: string }) | undefined {
  if (!Array.isArray(parts) || parts.length !== 3) return undefined;
  const [time, id, digest]: unknown[] = parts;
  if (!Number.isSafeInteger(id) || typeof digest !== 'string') return undefined;
  const rightTime = timed
    ? typeof time === 'string' && readInstant(time)?.instant === time
    : time === null;
  return rightTime ? { time: time as Instant | null, id: id as number, digest } : undefined;
}

/**
 * Reads what `writeCursor` wrote for the same list. Throws cursor_invalid for anything else, a
 * single changed character included.
 */
export function readCursor(scope: string, cursor: string, timed: boolean): Position {
  const parts = readParts(parse(cursor), timed);
  if (parts === undefined || writeCursor(scope, parts) !== cursor) {
    throw new HomepotError('cursor_invalid', { path: 'query.cursor' });
  }
  return { time: parts.time, id: parts.id };
}
