import { createHash } from 'node:crypto';
import { HomepotError } from '../../kernel/index.ts';

/** Where a page of groups begins, and the range that the first page had. */
export interface GroupPosition {
  readonly fromMs: number;
  readonly toMs: number;
  /** By what the list is ordered, of the last group shown. */
  readonly key: string;
  readonly fingerprint: string;
}

const digestOf = (scope: string, fields: readonly unknown[]): string =>
  createHash('sha256')
    .update(JSON.stringify([scope, ...fields]))
    .digest('base64url')
    .slice(0, 16);

/** Writes a place as text for `next_cursor`, bound to the list that `scope` names. */
export function writeGroupCursor(scope: string, position: GroupPosition): string {
  const fields = [position.fromMs, position.toMs, position.key, position.fingerprint];
  return Buffer.from(JSON.stringify([...fields, digestOf(scope, fields)])).toString('base64url');
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}

/** Reads what `writeGroupCursor` wrote for the same list. Throws cursor_invalid for anything else. */
export function readGroupCursor(scope: string, cursor: string): GroupPosition {
  const fields = parse(cursor);
  if (Array.isArray(fields) && fields.length === 5) {
    const [fromMs, toMs, key, fingerprint]: unknown[] = fields;
    const isNumber = Number.isSafeInteger(fromMs) && Number.isSafeInteger(toMs);
    if (isNumber && typeof key === 'string' && typeof fingerprint === 'string') {
      const position = { fromMs: Number(fromMs), toMs: Number(toMs), key, fingerprint };
      if (writeGroupCursor(scope, position) === cursor) return position;
    }
  }
  throw new HomepotError('cursor_invalid', { path: 'query.cursor' });
}
