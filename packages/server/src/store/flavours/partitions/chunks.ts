import type { Database, Transaction } from '../../database.ts';
import { readDay } from '../../partition-range.ts';
import { quoteIdentifier } from '../../quote-identifier.ts';
import type { PartitionWays, StoredPartition } from './stored-partition.ts';

interface Chunk extends Omit<StoredPartition, 'name' | 'state'> {
  /** As SQL takes it, with its schema. */
  readonly relation: string;
  readonly schema: string;
  readonly chunk: string;
  readonly isCompressed: boolean;
}

const listText = `
  SELECT format('%I.%I', c.chunk_schema, c.chunk_name) AS relation, c.chunk_schema::text AS schema,
    c.chunk_name::text AS chunk, c.is_compressed AS "isCompressed",
    (extract(epoch FROM c.range_start) * 1000)::int8 AS "fromMs",
    (extract(epoch FROM c.range_end) * 1000)::int8 AS "untilMs",
    coalesce(size.total_bytes, 0)::int8 AS bytes,
    greatest(packed.numrows_pre_compression,
      approximate_row_count(format('%I.%I', c.chunk_schema, c.chunk_name)::regclass))::int8 AS "rowsEstimate"
  FROM timescaledb_information.chunks c
  JOIN _timescaledb_catalog.chunk known ON known.schema_name = c.chunk_schema AND known.table_name = c.chunk_name
  LEFT JOIN _timescaledb_catalog.compression_chunk_size packed ON packed.chunk_id = known.id
  LEFT JOIN chunks_detailed_size($1::regclass) size
    ON size.chunk_schema = c.chunk_schema AND size.chunk_name = c.chunk_name
  WHERE format('%I.%I', c.hypertable_schema, c.hypertable_name)::regclass = $1::regclass`;

const dayMs = 86_400_000;

const nameOf = (table: string, { fromMs }: Pick<Chunk, 'fromMs'>) =>
  `${table}_${readDay(Math.floor(fromMs / dayMs)).replaceAll('-', '_')}`;

const listChunks = (database: Database, table: string): Promise<Chunk[]> =>
  database.query<Chunk>(listText, [quoteIdentifier(table)]);

/** How long detaching may keep others waiting: it cannot be done beside them. */
const lockMillisecondsMax = 2_000;

async function hasDetach(transaction: Transaction): Promise<boolean> {
  const [row] = await transaction.query<{ found: boolean }>(
    `SELECT EXISTS (SELECT FROM pg_proc WHERE proname = 'detach_chunk') AS found`,
  );
  return row?.found === true;
}

/** Makes the chunk a table of its own. What is compressed must be unpacked for that. */
async function release(
  transaction: Transaction,
  { relation, chunk, isCompressed }: Chunk,
  name: string,
): Promise<void> {
  if (isCompressed) await transaction.query(`SELECT decompress_chunk('${relation}'::regclass)`);
  await transaction.query(`CALL detach_chunk('${relation}'::regclass)`);
  // current_schema is where the table itself stands.
  await transaction.query(
    `DO $move$ BEGIN
       EXECUTE format('ALTER TABLE ${relation} SET SCHEMA %I', current_schema());
     END $move$`,
  );
  await transaction.query(
    `ALTER TABLE ${quoteIdentifier(chunk)} RENAME TO ${quoteIdentifier(name)}`,
  );
}

/** The same for a TimescaleDB that cannot detach: the rows walk into a plain table. */
async function copyOut(
  transaction: Transaction,
  table: string,
  { relation }: Chunk,
  name: string,
): Promise<void> {
  const [parent, own] = [quoteIdentifier(table), quoteIdentifier(name)];
  await transaction.query(`LOCK TABLE ${relation} IN SHARE MODE`);
  await transaction.query(
    `CREATE TABLE ${own} (LIKE ${parent} INCLUDING ALL EXCLUDING IDENTITY);
     INSERT INTO ${own} SELECT * FROM ${relation};
     SELECT _timescaledb_functions.drop_chunk('${relation}'::regclass)`,
  );
}

/** The bounds that keep a chunk's rows in it were left on the table, and are those of a chunk again. */
async function takeBack(
  transaction: Transaction,
  table: string,
  { name }: StoredPartition,
): Promise<void> {
  const [parent, own] = [quoteIdentifier(table), quoteIdentifier(name)];
  await transaction.query(`INSERT INTO ${parent} SELECT * FROM ${own}; DROP TABLE ${own}`);
}

/** The chunks of TimescaleDB. */
export const chunks: PartitionWays = {
  async listKnown(database, table) {
    const found = await listChunks(database, table);
    return found.map(({ fromMs, untilMs, bytes, rowsEstimate, ...chunk }) => ({
      name: nameOf(table, { ...chunk, fromMs }),
      fromMs,
      untilMs,
      state: 'attached' as const,
      bytes,
      rowsEstimate,
    }));
  },
  async detach(database, table, { name }) {
    const chunk = (await listChunks(database, table)).find((one) => nameOf(table, one) === name);
    if (chunk === undefined) return;
    await database.transaction(async (transaction) => {
      await transaction.query(`SET LOCAL lock_timeout = ${lockMillisecondsMax}`);
      if (await hasDetach(transaction)) await release(transaction, chunk, name);
      else await copyOut(transaction, table, chunk, name);
    });
  },
  attach: (database, table, partition) =>
    database.transaction((transaction) => takeBack(transaction, table, partition)),
};
