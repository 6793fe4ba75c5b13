import { telemetryTables } from '@homepot/catalogue';
import type { TestHouse } from '../../../test/test-house.ts';

const dayMs = 86_400_000;

/** What a column of a test row holds that has no default. */
const literalOf: Readonly<Record<string, string>> = {
  varchar: `'a'`,
  text: `'b'`,
  integer: 'n::int',
  bigint: 'n',
  double: 'n',
  boolean: 'n % 2 = 0',
  jsonb: `jsonb_build_object('n', n)`,
  timestamptz: 'at',
};

/** Fills every telemetry table, or only some, with so many rows on each of the last days, today first, without going through the door. */
export async function fillTelemetry(
  { database, store }: TestHouse,
  {
    days,
    rowsPerDay,
    nowMs,
    only,
  }: { days: number; rowsPerDay: number; nowMs: number; only?: readonly string[] },
): Promise<void> {
  const today = Math.floor(nowMs / dayMs);
  for (const table of telemetryTables) {
    if (only !== undefined && !only.includes(table.name)) continue;
    const list = Array.from({ length: days }, (_, i) => today - i);
    await store.partitions.ensure(table.name, list);
    const needed = Object.entries(table.columns).filter(
      ([name, column]) => name !== 'id' && !column.nullable && column.default === undefined,
    );
    const columns = needed.map(([name]) => `"${name}"`).join(', ');
    const values = needed.map(([name, { type }]) => {
      if (name === 'timestamp' || name === 'received_at') return 'at';
      return name === 'provenance' ? `'real'` : (literalOf[type] ?? 'NULL');
    });
    await database.query(
      `INSERT INTO ${table.name} (${columns})
       SELECT ${values.join(', ')} FROM generate_series(0, $1::int - 1) AS day,
         generate_series(1, $2::int) AS n,
         LATERAL (SELECT to_timestamp($3::float8) - make_interval(days => day) + make_interval(secs => n) AS at) AS at`,
      [days, rowsPerDay, (today * dayMs) / 1_000],
    );
  }
}

/** Begins a run, and waits for its end. */
export async function runRetention(house: TestHouse): Promise<number> {
  const run = await house.retention.history.ask({ local: true });
  await house.retention.look();
  await house.retention.idle();
  return run.id;
}
