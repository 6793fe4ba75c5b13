import { listFilters, tables } from '@homepot/catalogue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { limits, systemClock } from '../../kernel/index.ts';
import type { QueryDeps } from '../run-read.ts';
import { listTables } from './list-tables.ts';

let place: TestDatabase;
let deps: QueryDeps;

/** Rows of today, one a millisecond from midnight. */
const addErrors = (count: number) =>
  place.database.query(
    `INSERT INTO error_logs (timestamp, received_at, provenance, category, severity, error_message, context, fingerprint, resolved)
     SELECT date_trunc('day', now()) + i * interval '1 millisecond', now(), 'real', 'api', 'error', 'x', '{}', 'f', false
     FROM generate_series(1, $1::int) AS i`,
    [count],
  );

beforeAll(async () => {
  place = await createTestDatabase();
  deps = { database: place.database, clock: systemClock };
});
afterAll(() => place.drop());

async function readTable(name: string, parameters = {}) {
  const { data } = await listTables(deps, { table: name, ...parameters });
  return data[0];
}

test('every table is told, with its columns but secrets, its filters and its list', async () => {
  const { data } = await listTables(deps, {});
  expect(data.map(({ name }) => name)).toEqual(tables.map(({ name }) => name));
  for (const [i, table] of tables.entries()) {
    const secrets = Object.entries(table.columns).filter(([, { privacy }]) => privacy === 'secret');
    const shown = data[i]?.columns.map(({ name }) => name) ?? [];
    expect(shown).toHaveLength(Object.keys(table.columns).length - secrets.length);
    for (const [name] of secrets) expect(shown).not.toContain(name);
    expect(data[i]?.filters.map(({ name }) => name)).toEqual(
      listFilters(table).map(({ name }) => name),
    );
    expect(data[i]?.list_path).toBe(table.listPath ?? null);
  }
});

test('small tables are counted, with the instants of their first and last row', async () => {
  expect(await readTable('error_logs')).toMatchObject({ rows: 0, oldest: null, newest: null });
  await addErrors(3);
  const day = new Date().toISOString().slice(0, 10);
  expect(await readTable('error_logs')).toMatchObject({
    rows: 3,
    estimated: false,
    oldest: `${day}T00:00:00.001000Z`,
    newest: `${day}T00:00:00.003000Z`,
  });
});

test('a large table is estimated, partitions added up, unless every row shall be counted', async () => {
  await addErrors(limits.countedRowsMax * 2);
  await place.database.query('ANALYZE error_logs');
  const estimate = await readTable('error_logs');
  expect(estimate?.estimated).toBe(true);
  expect(estimate?.rows).toBeGreaterThan(limits.countedRowsMax);
  expect(await readTable('error_logs', { exact: true })).toMatchObject({
    rows: limits.countedRowsMax * 2 + 3,
    estimated: false,
  });
});

test('several tables can be asked for; an unknown one is told', async () => {
  const { data } = await listTables(deps, { table: ['sites', 'devices'] });
  expect(data.map(({ name }) => name)).toEqual(['devices', 'sites']);
  for (const [parameters, path] of [
    [{ table: 'pg_shadow' }, 'query.table'],
    [{ exact: 'maybe' }, 'query.exact'],
  ] as const) {
    await expect(listTables(deps, parameters)).rejects.toMatchObject({
      code: 'parameter_invalid',
      path,
    });
  }
});
