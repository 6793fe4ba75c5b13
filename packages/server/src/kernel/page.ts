import { HomepotError } from './homepot-error.ts';

/** One page of a list; `next_cursor` is null on the last. */
export interface Page<Row> {
  readonly data: readonly Row[];
  readonly next_cursor: string | null;
}

/** Which page is wanted. */
export interface PageRequest {
  readonly limit?: number | undefined;
  /** `next_cursor` of the page before. */
  readonly cursor?: string | undefined;
}

/** The id after which a page begins. Throws cursor_invalid. */
export function readCursor(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  if (!/^[1-9]\d{0,14}$/.test(cursor)) throw new HomepotError('cursor_invalid');
  return Number(cursor);
}

/** Makes a page of rows that were read one beyond the limit. */
export function toPage<Stored extends { readonly id: number }, Row>(
  rows: readonly Stored[],
  limit: number,
  show: (row: Stored) => Row,
): Page<Row> {
  const shown = rows.slice(0, limit);
  const last = rows.length > limit ? shown.at(-1) : undefined;
  return { data: shown.map(show), next_cursor: last === undefined ? null : String(last.id) };
}
