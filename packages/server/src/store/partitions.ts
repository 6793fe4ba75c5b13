import { setTimeout as pause } from 'node:timers/promises';
import { findTable, telemetryTables } from '@homepot/catalogue';
import type { Clock, Log } from '../kernel/index.ts';
import { limits } from '../kernel/index.ts';
import type { Database, Transaction } from './database.ts';
import { classifyDatabaseError } from './database-error.ts';
import type { PartitionRange } from './partition-range.ts';
import { partitionRange, readDay } from './partition-range.ts';
import { quoteIdentifier } from './quote-identifier.ts';

export interface Partitions {
  /**
   * Makes the partitions that rows of these days need, if they are missing. Days count from 1970 in
   * UTC. A table that is not partitioned needs none. Returns the days that are closed: their rows have
   * left the house, or are about to, so that none is made for them.
   */
  ensure(table: string, days: readonly number[]): Promise<readonly number[]>;
  /** Makes the partitions of these days where they are missing, of closed days too: for rows that come back. */
  reopen(table: string, days: readonly number[]): Promise<void>;
  /** Makes the partitions of all telemetry tables from today on, `partitionsAheadDays` ahead. */
  ensureAhead(): Promise<void>;
  /** Forgets what is there: to be called when a row found no partition, or one was dropped. */
  forget(): void;
}

const dayMs = 86_400_000;

function rangesOf(table: string, days: readonly number[]): readonly PartitionRange[] {
  const width = findTable(table)?.partition;
  if (width === undefined) return [];
  const ranges = days.map((day) => partitionRange(table, width, day));
  return [...new Map(ranges.map((range) => [range.name, range])).values()];
}

/** Few at a time, so that what was made stays made and no table is held for long. */
function* groupsOf(ranges: readonly PartitionRange[]): Iterable<readonly PartitionRange[]> {
  const size = limits.partitionsPerTransactionMax;
  for (let i = 0; i < ranges.length; i += size) yield ranges.slice(i, i + size);
}

/**
 * Made beside the table and then attached, since attaching lets reading and writing of the other
 * partitions go on. The identity stays with the table itself.
 */
function createStatement(table: string, { name, firstDay, endDay }: PartitionRange): string {
  const [parent, partition] = [quoteIdentifier(table), quoteIdentifier(name)];
  return `CREATE TABLE ${partition} (LIKE ${parent} INCLUDING ALL EXCLUDING IDENTITY);
ALTER TABLE ${parent} ATTACH PARTITION ${partition}
  FOR VALUES FROM ('${readDay(firstDay)} 00:00:00+00') TO ('${readDay(endDay)} 00:00:00+00');`;
}

async function listAttached(transaction: Transaction, table: string): Promise<Set<string>> {
  const rows = await transaction.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
     WHERE i.inhparent = to_regclass($1) AND NOT i.inhdetachpending`,
    [quoteIdentifier(table)],
  );
  return new Set(rows.map((row) => row.name));
}

/** Whether PostgreSQL itself partitions the table: chunks of TimescaleDB are made as rows come. */
async function isPartitioned(transaction: Transaction, table: string): Promise<boolean> {
  const rows = await transaction.query(
    `SELECT FROM pg_class WHERE oid = to_regclass($1) AND relkind = 'p'`,
    [quoteIdentifier(table)],
  );
  return rows.length > 0;
}

/** Of these partitions those whose time retention has closed. */
async function listClosed(
  transaction: Transaction,
  table: string,
  ranges: readonly PartitionRange[],
): Promise<Set<string>> {
  const rows = await transaction.query<{ name: string }>(
    `SELECT DISTINCT partition_name AS name FROM retention_parts
     WHERE closed AND table_name = $1 AND partition_name = ANY ($2)`,
    [table, ranges.map((range) => range.name)],
  );
  return new Set(rows.map((row) => row.name));
}

/** Partitions of a table that are to be there; those of closed days only where it says so. */
interface Wanted {
  readonly table: string;
  readonly ranges: readonly PartitionRange[];
  readonly evenClosed?: boolean;
}

/** What became of partitions that were wanted. */
interface Ensured {
  readonly made: readonly string[];
  readonly closed: readonly PartitionRange[];
}

/** Servers that miss the same partition make it one after another; the second finds it there. */
async function createMissing(
  transaction: Transaction,
  { table, ranges, evenClosed }: Wanted,
): Promise<Ensured> {
  await transaction.query(`SET LOCAL lock_timeout = ${limits.partitionLockTimeoutMilliseconds}`);
  await transaction.query(
    `SELECT pg_advisory_xact_lock(hashtext('homepot partitions'), hashtext($1))`,
    [table],
  );
  const attached = await listAttached(transaction, table);
  const missing = ranges.filter((range) => !attached.has(range.name));
  if (missing.length === 0) return { made: [], closed: [] };
  const closed = evenClosed ? new Set<string>() : await listClosed(transaction, table, missing);
  const isOurs = await isPartitioned(transaction, table);
  const open = missing.filter((range) => isOurs && !closed.has(range.name));
  if (open.length > 0) {
    await transaction.query(open.map((range) => createStatement(table, range)).join('\n'));
  }
  return {
    made: open.map((range) => range.name),
    closed: missing.filter((range) => closed.has(range.name)),
  };
}

/** A table of the name stands there but is not attached: its removal is under way. */
const isBeingRemoved = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === '42P07';

async function createWithRetries(
  { database, log }: PartitionsDeps,
  wanted: Wanted,
): Promise<readonly PartitionRange[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { made, closed } = await database.transaction((transaction) =>
        createMissing(transaction, wanted),
      );
      if (made.length > 0) log.debug({ partitions: made }, 'made partitions');
      return closed;
    } catch (error) {
      const passing = classifyDatabaseError(error) === 'retry' || isBeingRemoved(error);
      if (!passing || attempt >= limits.partitionAttemptsMax) throw error;
      log.debug({ err: error, table: wanted.table, attempt }, 'partitions are tried again');
      await pause(Math.random() * 50 * 2 ** Math.min(attempt, 5));
    }
  }
}

export interface PartitionsDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
}

/** Creates the maker of partitions; it remembers which are there. */
export function createPartitions(deps: PartitionsDeps): Partitions {
  const known = new Set<string>();

  async function ensure(table: string, days: readonly number[]): Promise<readonly number[]> {
    const unknown = rangesOf(table, days).filter((range) => !known.has(range.name));
    if (unknown.length === 0) return [];
    if (known.size + unknown.length > limits.partitionsRememberedMax) known.clear();
    const closed: PartitionRange[] = [];
    for (const group of groupsOf(unknown)) {
      closed.push(...(await createWithRetries(deps, { table, ranges: group })));
      for (const range of group) if (!closed.includes(range)) known.add(range.name);
    }
    const isClosed = (day: number) =>
      closed.some(({ firstDay, endDay }) => day >= firstDay && day < endDay);
    return closed.length === 0 ? [] : days.filter(isClosed);
  }

  return {
    ensure,
    // What is remembered may have been dropped since, so that the database is asked.
    async reopen(table, days) {
      for (const ranges of groupsOf(rangesOf(table, days))) {
        await createWithRetries(deps, { table, ranges, evenClosed: true });
      }
    },
    async ensureAhead() {
      const today = Math.floor(deps.clock.nowMs() / dayMs);
      const days = Array.from({ length: limits.partitionsAheadDays + 1 }, (_, i) => today + i);
      for (const table of telemetryTables) await ensure(table.name, days);
    },
    forget: () => known.clear(),
  };
}
