import type { Rollup } from '@homepot/catalogue';
import { rollups, rollupTableName, sumTables, telemetryTables } from '@homepot/catalogue';
import { holdDrains } from '../../drain/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';

type Asked = Pick<Transaction, 'query'>;

/** From an instant to before another, as SQL takes them. */
interface Day {
  readonly from: string;
  readonly to: string;
}

/** Rows removed, by table. */
type Counts = Map<string, number>;

const dayMs = 86_400_000;
const dayOf = (startMs: number): Day => ({
  from: new Date(startMs).toISOString(),
  to: new Date(startMs + dayMs).toISOString(),
});
const startOf = (instant: string): number => Math.floor(Date.parse(instant) / dayMs) * dayMs;

const rolledTables = new Set(rollups.map(({ source }) => source.name));

const add = (counts: Counts, table: string, count: number) =>
  counts.set(table, (counts.get(table) ?? 0) + count);

/** The days of a table, from one to the next over the index of its time. */
async function listDays(database: Asked, table: string): Promise<readonly number[]> {
  const days: number[] = [];
  for (let from = '-infinity'; ; ) {
    const [row] = await database.query<{ first: string | null }>(
      `SELECT min("timestamp") AS first FROM ${quoteIdentifier(table)} WHERE "timestamp" >= $1`,
      [from],
    );
    if (row?.first == null) return days;
    const startMs = startOf(row.first);
    days.push(startMs);
    from = dayOf(startMs).to;
  }
}

async function listRollupDays(database: Asked, rollup: Rollup): Promise<readonly number[]> {
  const rows = await database.query<{ first: string }>(
    `SELECT DISTINCT bucket AS first FROM ${rollupTableName(rollup, 'day')}
     WHERE provenance = 'simulated'`,
  );
  return rows.map(({ first }) => startOf(first));
}

/** Days with rows of any origin, or with simulated sums; the oldest first. */
async function listAllDays(database: Asked): Promise<readonly number[]> {
  const days = new Set<number>();
  for (const { name } of telemetryTables) {
    for (const day of await listDays(database, name)) days.add(day);
  }
  for (const rollup of rollups) {
    for (const day of await listRollupDays(database, rollup)) days.add(day);
  }
  return [...days].sort((a, b) => a - b);
}

const removeText = (table: string): string => {
  const name = quoteIdentifier(table);
  return `WITH part AS (
      SELECT "timestamp", id FROM ${name}
      WHERE "timestamp" >= $1 AND "timestamp" < $2 AND ("timestamp", id) > ($3, $4)
        AND provenance = 'simulated' AND received_at < $5
      ORDER BY "timestamp", id LIMIT $6),
    gone AS (
      DELETE FROM ${name} AS t USING part
      WHERE t."timestamp" = part."timestamp" AND t.id = part.id
        AND t."timestamp" >= $1 AND t."timestamp" < $2
      RETURNING 1)
    SELECT part."timestamp" AS at, part.id, (SELECT count(*) FROM gone) AS gone,
      (SELECT count(*) FROM part) AS found
    FROM part ORDER BY "timestamp" DESC, id DESC LIMIT 1`;
};

/** Removes what was received before an instant, some rows a statement. Returns how many. */
async function removeRowsOfDay(
  database: Asked,
  table: string,
  { from, to }: Day,
  receivedBefore: string,
): Promise<number> {
  const text = removeText(table);
  const max = limits.rowsRemovedMax;
  let [at, id, removed] = [from, -1, 0];
  for (;;) {
    const [last] = await database.query<{ at: string; id: number; gone: number; found: number }>(
      text,
      [from, to, at, id, receivedBefore, max],
    );
    if (last === undefined) return removed;
    removed += last.gone;
    if (last.found < max) return removed;
    [at, id] = [last.at, last.id];
  }
}

async function hasSums(database: Asked, { from, to }: Day): Promise<boolean> {
  const any = sumTables.map(
    ({ name, timeColumn }) => `EXISTS (SELECT 1 FROM ${name}
      WHERE provenance = 'simulated' AND ${timeColumn} >= $1 AND ${timeColumn} < $2)`,
  );
  const [row] = await database.query<{ found: boolean }>(`SELECT ${any.join(' OR ')} AS found`, [
    from,
    to,
  ]);
  return row?.found === true;
}

/** Removes the sums of a day, and what came in since its rows were removed, in one step. */
async function removeSums(transaction: Transaction, day: Day, counts: Counts): Promise<void> {
  await holdDrains(transaction);
  for (const table of rolledTables) {
    add(counts, table, await removeRowsOfDay(transaction, table, day, 'infinity'));
  }
  // Marks in device_hours_open stay: servers remember what they marked, and would not mark it again.
  for (const { name, timeColumn } of sumTables) {
    const rows = await transaction.query<{ count: number }>(
      `WITH gone AS (DELETE FROM ${name}
         WHERE provenance = 'simulated' AND ${timeColumn} >= $1 AND ${timeColumn} < $2 RETURNING 1)
       SELECT count(*) AS count FROM gone`,
      [day.from, day.to],
    );
    add(counts, name, rows[0]?.count ?? 0);
  }
}

/**
 * Removes simulated telemetry and its share of the rollups, day by day. The rows of a day go some
 * thousand a transaction, while drains store; then the drains wait for as long as it takes to remove
 * its sums with the few rows that came in since. So the rollups of every day that is done equal a
 * recount, and after an interruption another run does the rest: a day that was left in between still
 * has its sums, and is found by them. What is stored later of a day that is done stays, with its sums.
 */
export async function removeTelemetry(
  database: Database,
  clock: Clock,
): Promise<ReadonlyMap<string, number>> {
  const counts: Counts = new Map();
  for (const startMs of await listAllDays(database)) {
    const day = dayOf(startMs);
    const now = new Date(clock.nowMs()).toISOString();
    for (const { name } of telemetryTables) {
      add(counts, name, await removeRowsOfDay(database, name, day, now));
    }
    if (!(await hasSums(database, day))) continue;
    const tail: Counts = new Map();
    await database.transaction((transaction) => removeSums(transaction, day, tail));
    for (const [table, count] of tail) add(counts, table, count);
  }
  return counts;
}
