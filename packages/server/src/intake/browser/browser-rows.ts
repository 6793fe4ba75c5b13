import type { BodyOf, sendFromBrowser } from '@homepot/catalogue';
import type { TogetherPart } from '../create-intake.ts';
import { parseInstant } from '../record/parse-instant.ts';

type BrowserBatch = BodyOf<typeof sendFromBrowser>;
type Row = Readonly<Record<string, unknown>>;

/** A part of the batch as the page named it. */
type ListName = 'activities' | 'errors';

export interface BrowserPart extends TogetherPart {
  readonly list: ListName;
}

/** How far the clock of a browser may be off before its instants are put right. */
const skewMillisecondsMax = 5_000;

const marked = (mark: string, value: unknown): unknown =>
  typeof value === 'string' ? `${mark}:${value}` : value;

/** The instant by our clock. What is no instant stays as it is, for the door to tell. */
function putRight(timestamp: unknown, skewMs: number): unknown {
  if (typeof timestamp !== 'string' || Math.abs(skewMs) <= skewMillisecondsMax) return timestamp;
  const date = new Date(parseInstant(timestamp) / 1_000 + skewMs);
  return Number.isNaN(date.getTime()) ? timestamp : date.toISOString();
}

/** A row as it is kept of what the page said about who and when. */
function rowOf(told: unknown, skewMs: number): unknown {
  // Another kind of value is no record, which the door tells.
  if (typeof told !== 'object' || told === null || Array.isArray(told)) return told;
  const { visitor_id, user_id, session_id, timestamp, ...row } = told as Row;
  const user = user_id === undefined ? marked('visitor', visitor_id) : marked('page', user_id);
  return Object.fromEntries(
    Object.entries({
      ...row,
      timestamp: putRight(timestamp, skewMs),
      user_id: user,
      session_id: marked('page', session_id),
    }).filter(([, value]) => value !== undefined),
  );
}

/**
 * The rows that a batch of a page becomes, without the lists that are empty. Who the page says that
 * did something gets a mark in front, `page:` or `visitor:`, so that no name that a page makes up is
 * ever taken for that of somebody who has proven it. `skewMs` is what the clock of the browser lacks.
 */
export function browserRows(batch: BrowserBatch, skewMs: number): readonly BrowserPart[] {
  const { activities = [], errors = [] } = batch;
  const part = (list: ListName, table: string, records: readonly unknown[]): BrowserPart => ({
    list,
    table,
    records: records.map((record) => rowOf(record, skewMs) as object),
  });
  return [
    part('activities', 'user_activities', activities),
    part('errors', 'error_logs', errors),
  ].filter(({ records }) => records.length > 0);
}
