import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../test/test-database.ts';

const read = (name: string) =>
  readFile(new URL(`./migrations/${name}.sql`, import.meta.url), 'utf8');

const insert = `
INSERT INTO error_logs ("timestamp", received_at, provenance, category, severity, error_message,
  context, fingerprint, resolved)
SELECT "timestamp"::timestamptz, now(), 'real', 'api', severity, message, '{}', fingerprint, false
FROM (VALUES
  ('2026-01-05T10:00:00Z', 'error', 'second of a', 'aa'),
  ('2026-01-05T09:00:00Z', 'warning', 'first of a', 'aa'),
  ('2026-02-02T09:00:00Z', 'info', 'only of b', 'bb')
) AS given ("timestamp", severity, message, fingerprint)`;

test('errors that were stored before get groups, also where pg_trgm cannot be made', async () => {
  const { database, drop } = await createTestDatabase({ empty: true });
  for (const name of ['0001-first-tables', '0002-fleet']) await database.query(await read(name));
  await database.query(
    `CREATE TABLE error_logs_all PARTITION OF error_logs
     FOR VALUES FROM ('2026-01-01Z') TO ('2027-01-01Z')`,
  );
  await database.query(insert);
  const migration = await read('0004-error-groups');
  await database.query(migration.replaceAll('pg_trgm', 'no_such_extension'));
  const groups = await database.query(
    `SELECT fingerprint, title, severity, status, first_seen, explanation FROM error_groups
     ORDER BY fingerprint`,
  );
  const explanation = { by: 'earlier version' };
  expect(groups).toEqual([
    {
      fingerprint: 'aa',
      title: 'first of a',
      severity: 'warning',
      status: 'open',
      first_seen: '2026-01-05T09:00:00.000000Z',
      explanation,
    },
    {
      fingerprint: 'bb',
      title: 'only of b',
      severity: 'info',
      status: 'open',
      first_seen: '2026-02-02T09:00:00.000000Z',
      explanation,
    },
  ]);
  await drop();
});
