import { rollups, rollupTables, tables } from '@homepot/catalogue';
import type { RunContext } from '../run/run-context.ts';
import { readSizes } from './read-sizes.ts';

/** Every table of the house, those of rollups too. */
const everyTable: readonly string[] = [
  ...tables.map(({ name }) => name),
  ...rollups.flatMap(rollupTables).map(({ name }) => name),
];

const dayMs = 86_400_000;

/** Keeps how large each table is, once a day: growth is told from that. */
export async function measureSizes({
  database,
  clock,
}: Pick<RunContext, 'database' | 'clock'>): Promise<void> {
  const sizes = [...(await readSizes(database, everyTable)).values()];
  const day = new Date(Math.floor(clock.nowMs() / dayMs) * dayMs).toISOString();
  await database.query(
    `INSERT INTO retention_sizes (measured_at, table_name, row_count, byte_count)
     SELECT $1, name, nullif(rows, -1), bytes
     FROM unnest($2::varchar[], $3::bigint[], $4::bigint[]) AS given (name, rows, bytes)
     ON CONFLICT DO NOTHING`,
    [
      day,
      sizes.map(({ table }) => table),
      sizes.map(({ rows }) => rows),
      sizes.map(({ bytes }) => bytes),
    ],
  );
}
