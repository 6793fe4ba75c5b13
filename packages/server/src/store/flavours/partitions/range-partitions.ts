import type { Database } from '../../database.ts';
import { quoteIdentifier } from '../../quote-identifier.ts';
import type { PartitionWays, StoredPartition } from './stored-partition.ts';

/** The bounds are read from the text in which PostgreSQL prints them, in UTC as every session here is. */
const listText = (size: string) => `
  SELECT c.relname AS name, bounds.from_ms AS "fromMs", bounds.until_ms AS "untilMs",
    CASE WHEN i.inhdetachpending THEN 'detaching' ELSE 'attached' END AS state,
    ${size} AS bytes, c.reltuples::int8 AS "rowsEstimate"
  FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid,
    LATERAL (SELECT regexp_match(pg_get_expr(c.relpartbound, c.oid),
      'FROM \\(''([^'']+)''\\) TO \\(''([^'']+)''\\)') AS edges) text,
    LATERAL (SELECT
      (extract(epoch FROM text.edges[1]::timestamptz) * 1000)::int8 AS from_ms,
      (extract(epoch FROM text.edges[2]::timestamptz) * 1000)::int8 AS until_ms) bounds
  WHERE i.inhparent = to_regclass($1) AND text.edges IS NOT NULL`;

const instant = (ms: number) => `'${new Date(ms).toISOString()}'`;

async function attach(
  database: Database,
  table: string,
  { name, fromMs, untilMs }: StoredPartition,
): Promise<void> {
  await database.query(
    `ALTER TABLE ${quoteIdentifier(table)} ATTACH PARTITION ${quoteIdentifier(name)}
     FOR VALUES FROM (${instant(fromMs)}) TO (${instant(untilMs)})`,
  );
}

/** PostgreSQL's own partitions. Detaching waits for those who read, and nobody waits for it. */
export const rangePartitions: PartitionWays = {
  listKnown: (database, table) =>
    database.query<StoredPartition>(listText('pg_total_relation_size(c.oid)'), [
      quoteIdentifier(table),
    ]),
  async detach(database, table, { name, state }) {
    const way = state === 'detaching' ? 'FINALIZE' : 'CONCURRENTLY';
    await database.query(
      `ALTER TABLE ${quoteIdentifier(table)} DETACH PARTITION ${quoteIdentifier(name)} ${way}`,
    );
  },
  attach,
};

/** How long detaching may keep others waiting, where it cannot be done beside them. */
const lockMillisecondsMax = 2_000;

/** Partitions of tables that Citus has spread: it refuses to detach one concurrently. */
export const spreadPartitions: PartitionWays = {
  listKnown: (database, table) =>
    database.query<StoredPartition>(listText('citus_total_relation_size(c.oid::regclass)'), [
      quoteIdentifier(table),
    ]),
  detach: (database, table, { name }) =>
    database.transaction(async (transaction) => {
      await transaction.query(`SET LOCAL lock_timeout = ${lockMillisecondsMax}`);
      await transaction.query(
        `ALTER TABLE ${quoteIdentifier(table)} DETACH PARTITION ${quoteIdentifier(name)}`,
      );
    }),
  attach,
};
