import { findTable } from '@homepot/catalogue';
import type { Database } from '../../database.ts';
import { partitionRange } from '../../partition-range.ts';
import { quoteIdentifier } from '../../quote-identifier.ts';
import { readFlavour } from '../flavours.ts';
import { chunks } from './chunks.ts';
import { rangePartitions, spreadPartitions } from './range-partitions.ts';
import type { PartitionWays, StoredPartition } from './stored-partition.ts';

export type { StoredPartition } from './stored-partition.ts';

/** The partitions of telemetry tables, whatever the flavour of the database makes them of. */
export interface PartitionKeeper {
  /** All of a table, those that were detached and not dropped too; the oldest first. */
  list(table: string): Promise<readonly StoredPartition[]>;
  /**
   * Makes a partition a table of its own, or ends what of that was cut off; nothing if it is one. It may
   * wait for those who read: at the most for the lock timeout where others would wait for it.
   */
  detach(table: string, name: string): Promise<void>;
  /** Puts one that was detached back; nothing if it is attached. */
  attach(table: string, name: string): Promise<void>;
  /** Removes one that was detached, with its rows; nothing if it is gone. Throws if it is not detached. */
  drop(table: string, name: string): Promise<void>;
}

const dayMs = 86_400_000;

/** Plain tables whose name is that of a partition. */
const detachedText = `
  SELECT c.relname AS name, pg_total_relation_size(c.oid) AS bytes, c.reltuples::int8 AS "rowsEstimate"
  FROM pg_class c
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r' AND NOT c.relispartition
    AND c.relname ~ ('^' || $1 || '_\\d{4}_\\d\\d_\\d\\d$')`;

type Detached = Pick<StoredPartition, 'name' | 'bytes' | 'rowsEstimate'>;

function boundsOf(table: string, name: string): Pick<StoredPartition, 'fromMs' | 'untilMs'> {
  const day = Date.parse(`${name.slice(-10).replaceAll('_', '-')}T00:00:00Z`) / dayMs;
  const { firstDay, endDay } = partitionRange(table, findTable(table)?.partition ?? 'day', day);
  // A week of TimescaleDB begins on Thursday: the name tells the first day, the width the last.
  return { fromMs: day * dayMs, untilMs: (day + endDay - firstDay) * dayMs };
}

async function listDetached(database: Database, table: string): Promise<StoredPartition[]> {
  const found = await database.query<Detached>(detachedText, [table]);
  return found.map((one) => ({ ...one, ...boundsOf(table, one.name), state: 'detached' as const }));
}

/** A table that is not partitioned by PostgreSQL is one whose partitions are chunks. */
async function chooseWays(database: Database, table: string): Promise<PartitionWays> {
  const [row] = await database.query<{ kind: string }>(
    'SELECT relkind AS kind FROM pg_class WHERE oid = to_regclass($1)',
    [quoteIdentifier(table)],
  );
  const { hypertables, detachConcurrently } = await readFlavour(database);
  if (hypertables && row?.kind === 'r') return chunks;
  return detachConcurrently ? rangePartitions : spreadPartitions;
}

/** Creates the keeper; it asks the database each time, since others change it too. */
export function createPartitionKeeper({ database }: { database: Database }): PartitionKeeper {
  async function read(table: string, name: string) {
    const ways = await chooseWays(database, table);
    const known = await ways.listKnown(database, table);
    const found = known.find((one) => one.name === name);
    const apart = found ?? (await listDetached(database, table)).find((one) => one.name === name);
    return { ways, partition: apart };
  }
  return {
    async list(table) {
      const ways = await chooseWays(database, table);
      const all = [
        ...(await ways.listKnown(database, table)),
        ...(await listDetached(database, table)),
      ];
      return all.sort((one, other) => one.fromMs - other.fromMs);
    },
    async detach(table, name) {
      const { ways, partition } = await read(table, name);
      if (partition === undefined || partition.state === 'detached') return;
      await ways.detach(database, table, partition);
    },
    async attach(table, name) {
      const { ways, partition } = await read(table, name);
      if (partition === undefined) throw new Error(`There is no partition ${name} of ${table}.`);
      if (partition.state === 'attached') return;
      if (partition.state === 'detaching') await ways.detach(database, table, partition);
      await ways.attach(database, table, partition);
    },
    async drop(table, name) {
      const { partition } = await read(table, name);
      if (partition === undefined) return;
      if (partition.state !== 'detached')
        throw new Error(`The partition ${name} of ${table} is ${partition.state}, not detached.`);
      await database.query(`DROP TABLE ${quoteIdentifier(name)}`);
    },
  };
}
