import type { Rollup } from '@homepot/catalogue';
import { rollups, rollupTables, spreadOfRollup, spreads } from '@homepot/catalogue';
import type { Database, Transaction } from '../../database.ts';
import { quoteIdentifier } from '../../quote-identifier.ts';
import type { Layout, LayoutGap } from './layout.ts';

/** A table that is spread over machines by a column, with the shards of another beside it. */
interface Spread {
  readonly table: string;
  readonly by: string;
  /** The table whose shards lie on the same machines; undefined for the first of its kind. */
  readonly beside: string | undefined;
}

/** Every table that tells of devices lies beside this one. */
const firstOfDevices = 'device_metrics';

const besideOf = (table: string): string | undefined => {
  const first = spreads[table]?.by === 'device_id' ? firstOfDevices : table;
  return first === table ? undefined : first;
};

function spreadsOf(rollup: Rollup): readonly Spread[] {
  const by = spreadOfRollup(rollup);
  if (by === undefined) return [];
  return rollupTables(rollup).map(({ name }) => ({ table: name, by, beside: rollup.source.name }));
}

/** What is spread; the first of each kind first. */
const spread: readonly Spread[] = [
  ...Object.entries(spreads)
    .map(([table, { by }]) => ({ table, by, beside: besideOf(table) }))
    .sort((one, other) => Number(one.beside !== undefined) - Number(other.beside !== undefined)),
  { table: 'device_performance_hour', by: 'device_id', beside: firstOfDevices },
  ...rollups.flatMap(spreadsOf),
];

/** What is small, seldom written and joined with everything: whole on every machine. */
const everywhere = ['sites', 'site_operating_schedules', 'site_schedule_exceptions', 'users'];

const bytesText = `
  SELECT c.relname AS table, pg_total_relation_size(c.oid) + coalesce((SELECT sum(pg_total_relation_size(i.inhrelid))
    FROM pg_inherits i WHERE i.inhparent = c.oid), 0)::int8 AS bytes
  FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relname = ANY ($1)
    AND NOT EXISTS (SELECT FROM pg_dist_partition d WHERE d.logicalrelid = c.oid::regclass AND d.partmethod IN ('h', 'n'))`;

/**
 * A key that does not hold the column of distribution cannot be checked over several machines. That of
 * telemetry is made by the house and never looked up alone: an index takes its place.
 */
async function loosenKey(transaction: Transaction, table: string): Promise<void> {
  await transaction.query(
    `ALTER TABLE ${quoteIdentifier(table)} DROP CONSTRAINT IF EXISTS ${quoteIdentifier(`${table}_pkey`)};
     CREATE INDEX ON ${quoteIdentifier(table)} ("timestamp", id)`,
  );
}

async function distribute(transaction: Transaction, { table, by, beside }: Spread): Promise<void> {
  // What was changed in a transaction over one connection may not be changed over several after.
  await transaction.query(`SET LOCAL citus.multi_shard_modify_mode TO 'sequential'`);
  if (spreads[table] !== undefined) await loosenKey(transaction, table);
  await transaction.query(
    'SELECT create_distributed_table($1::regclass, $2::text, colocate_with => $3::text)',
    [table, by, beside ?? 'none'],
  );
}

const wordsOf = ({ by, beside }: Spread): string =>
  `is spread by ${by}${beside === undefined ? '' : `, beside ${beside}`}`;

async function findGaps(database: Pick<Database, 'query'>): Promise<readonly LayoutGap[]> {
  const wanted = new Map([
    ...everywhere.map((table) => [table, 'is kept whole on every machine'] as const),
    ...spread.map((one) => [one.table, wordsOf(one)] as const),
  ]);
  const found = await database.query<{ table: string; bytes: number }>(bytesText, [
    [...wanted.keys()],
  ]);
  const bytesOf = new Map(found.map(({ table, bytes }) => [table, bytes]));
  return [...wanted]
    .filter(([table]) => bytesOf.has(table))
    .map(([table, words]) => ({ table, wanted: words, bytes: bytesOf.get(table) ?? 0 }));
}

/** Citus: telemetry and its rollups spread, side by side; sites, schedules and users everywhere; all else on the coordinator. */
export const distribution: Layout = {
  findGaps,
  async close(transaction, { table }) {
    const found = spread.find((one) => one.table === table);
    if (found !== undefined) await distribute(transaction, found);
    else await transaction.query('SELECT create_reference_table($1::regclass)', [table]);
  },
};
