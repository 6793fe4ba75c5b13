import type { LiveRows } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Listing } from '../../query/index.ts';
import { escapeComma, findListing, listRows } from '../../query/index.ts';
import type { Database } from '../../store/index.ts';
import { findLiveTable } from './find-live-table.ts';
import type { TailSource } from './tail-key.ts';

type Row = Readonly<Record<string, unknown>>;

/** The newest rows of one table, or of a device in it, once for all who follow it on this server. */
export interface RowTail {
  /** Takes what is there by now as told. */
  begin(): Promise<void>;
  /** The rows that are new, after `stored` more were stored; undefined where nothing is to be told. */
  read(stored: number): Promise<LiveRows | undefined>;
}

export interface RowTailDeps {
  readonly database: Pick<Database, 'snapshot' | 'query'>;
  readonly clock: Clock;
}

/** Of rows in order, the newest that fit into one message. */
function cutBytes(rows: readonly Row[]): readonly Row[] {
  let bytes = 0;
  const oldest = rows.findLastIndex((row) => {
    bytes += Buffer.byteLength(JSON.stringify(row));
    return bytes > limits.liveRowsBytesMax;
  });
  return rows.slice(oldest + 1);
}

/** Ids of rows that were told. */
function createTold() {
  const ids = new Set<unknown>();
  return (id: unknown): boolean => {
    const isNew = !ids.delete(id);
    ids.add(id);
    if (ids.size > limits.liveRowsRememberedMax) ids.delete(ids.keys().next().value);
    return isNew;
  };
}

interface Looked {
  /** The oldest first. */
  readonly fresh: readonly Row[];
  /** Whether there may be more that are new. */
  readonly full: boolean;
}

/** Creates what looks up the newest rows of a source, and tells each once. */
function createLook(deps: RowTailDeps, { table, deviceId }: TailSource): () => Promise<Looked> {
  const listing: Listing | undefined = findListing(findLiveTable(table)?.listPath ?? '');
  const isNew = createTold();
  const only = deviceId === undefined ? {} : { device_id: escapeComma(deviceId) };
  return async () => {
    if (listing === undefined) return { fresh: [], full: false };
    const fromMs = deps.clock.nowMs() - limits.liveRowsBackMinutes * 60_000;
    const start_date = new Date(fromMs).toISOString();
    const limit = limits.liveRowsPerSecondMax;
    const { data } = await listRows(deps, listing, { ...only, start_date, order: 'desc', limit });
    const fresh = data.filter(({ id }) => isNew(id));
    return { fresh: fresh.toReversed(), full: fresh.length === limit };
  };
}

/**
 * Creates the tail of one device in a table: its newest rows, looked up by the index of the device whenever
 * the table grew. So they are told however much the others send. How many of them were stored nobody says:
 * only those are counted as skipped that did not fit into a message.
 */
export function createDeviceTail(deps: RowTailDeps, source: TailSource): RowTail {
  const look = createLook(deps, source);
  return {
    async begin() {
      await look();
    },
    async read(stored) {
      if (stored === 0) return undefined;
      const { fresh } = await look();
      if (fresh.length === 0) return undefined;
      const rows = cutBytes(fresh);
      return { table: source.table, rows: [...rows], skipped: fresh.length - rows.length };
    },
  };
}

/**
 * Creates the tail of a table.
 *
 * How many rows were stored is known from the events; the rows are looked up in the database, where
 * those that other servers stored are too: the newest `limits.liveRowsPerSecondMax` by their time, of
 * which those not told before are new. What was stored and is not among them is counted as skipped:
 * at once where more came than is looked up, and one look later where it is older than what is.
 */
export function createRowTail(deps: RowTailDeps, table: string): RowTail {
  const look = createLook(deps, { table });
  /** Rows that were stored and not found; below 0, found before their event told of them. */
  let owed = 0;
  let begun = false;

  return {
    async begin() {
      await look();
    },
    async read(stored) {
      if (stored === 0 && owed <= 0) return undefined;
      const before = owed;
      const { fresh, full } = await look();
      const rows = cutBytes(fresh);
      owed += stored - fresh.length;
      // Of the first event, some rows were there before the tail began.
      if (!begun && !full) owed = Math.min(owed, 0);
      begun = true;
      const missed = full ? owed : Math.min(owed, before);
      const skipped = Math.max(0, missed) + fresh.length - rows.length;
      owed -= Math.max(0, missed);
      return rows.length === 0 && skipped === 0 ? undefined : { table, rows: [...rows], skipped };
    },
  };
}
