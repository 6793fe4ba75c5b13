import { telemetryTables } from '@homepot/catalogue';
import { createLog, systemClock } from '../../../packages/server/src/kernel/index.ts';
import type { Database } from '../../../packages/server/src/store/index.ts';
import { createPartitions } from '../../../packages/server/src/store/index.ts';

const dayMs = 86_400_000;

/** What stands in a column that needs a value, by its type. */
const cells: Readonly<Record<string, string>> = {
  varchar: `'value ' || n % 100`,
  text: `'some text ' || n`,
  integer: 'n % 1000',
  double: 'n % 100',
  boolean: 'n % 2 = 0',
  jsonb: `'{}'::jsonb`,
  timestamptz: 'at',
};

/** Fills every telemetry table with so many rows on each of the last days. Returns how many rows in all. */
export async function fillTables(
  database: Database,
  { days, rowsPerDay }: { readonly days: number; readonly rowsPerDay: number },
): Promise<number> {
  const partitions = createPartitions({ database, clock: systemClock, log: createLog('silent') });
  const today = Math.floor(systemClock.nowMs() / dayMs);
  for (const table of telemetryTables) {
    await partitions.ensure(
      table.name,
      Array.from({ length: days }, (_, i) => today - 1 - i),
    );
    const needed = Object.entries(table.columns).filter(
      ([name, { nullable, default: usual }]) => name !== 'id' && !nullable && usual === undefined,
    );
    const values = needed.map(([name, { type }]) => {
      if (name === 'timestamp' || name === 'received_at') return 'at';
      return name === 'provenance' ? `'real'` : (cells[type] ?? 'NULL');
    });
    await database.query(
      `INSERT INTO ${table.name} (${needed.map(([name]) => `"${name}"`).join(', ')})
       SELECT ${values.join(', ')} FROM generate_series(1, $1::int) AS day, generate_series(1, $2::int) AS n,
         LATERAL (SELECT to_timestamp($3::float8) - make_interval(days => day)
           + make_interval(secs => n * 86000.0 / $2) AS at) AS instant`,
      [days, rowsPerDay, (today * dayMs) / 1_000],
    );
    await database.query(`ANALYZE ${table.name}`);
  }
  return telemetryTables.length * days * rowsPerDay;
}
