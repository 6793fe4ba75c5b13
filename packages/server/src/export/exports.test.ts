import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { limits } from '../kernel/index.ts';
import type { ExportGround } from './test/export-ground.ts';
import { enterDevices, openExportGround } from './test/export-ground.ts';
import { askDuckdb } from './test/read-export.ts';

let ground: ExportGround;
beforeAll(async () => {
  ground = await openExportGround();
  await enterDevices(ground, 'site-a', ['pos-1', 'pos-2']);
  await ground.store(
    'device_metrics',
    Array.from({ length: 300 }, (_, i) => ({
      timestamp: new Date(Date.UTC(2026, 0, 18) + i * 600_000).toISOString(),
      device_id: `pos-${1 + (i % 2)}`,
      cpu_percent: i % 100,
      transaction_volume: `${i}.25`,
      currency: 'EUR',
      extra_metrics: { note: 'from ada' },
      provenance: i % 10 === 0 ? 'simulated' : 'real',
    })),
  );
});
afterAll(() => ground.remove());

const range = { from: '2026-01-18', to: '2026-01-20' };

test.each(['parquet', 'csv', 'ndjson'] as const)(
  'DuckDB finds every real row in %s, with equal sums',
  async (format) => {
    const id = await ground.make({ tables: ['device_metrics'], ...range, format });
    const [found] = await askDuckdb(
      `SELECT count(*)::int AS rows, sum(cpu_percent)::double AS cpu, sum(transaction_volume)::double AS volume,
         min("timestamp")::varchar AS first, count(DISTINCT site_id)::int AS sites FROM FILES`,
      ground.pathOf(id, 'device_metrics'),
      format,
    );
    const [wanted] = await ground.database.query<{ rows: number; cpu: number; volume: number }>(
      `SELECT count(*) AS rows, sum(cpu_percent) AS cpu, sum(transaction_volume)::float8 AS volume
       FROM device_metrics WHERE provenance = 'real'`,
    );
    expect(found).toMatchObject({ ...wanted, sites: 1 });
    expect(String(found?.first)).toMatch(/^2026-01-18 00:10:00/);
  },
);

test('the manifest lists every file with its true size and digest, and was written last', async () => {
  const id = await ground.make({ tables: ['device_metrics'], ...range });
  const manifest = JSON.parse(await readFile(ground.pathOf(id, 'manifest.json'), 'utf8'));
  expect(manifest.files.map(({ name }: { name: string }) => name)).toEqual([
    'device_metrics/2026-01-18.parquet',
    'device_metrics/2026-01-19.parquet',
    'device_metrics/2026-01-20.parquet',
    'quality.json',
    'README.md',
  ]);
  for (const { name, bytes, sha256 } of manifest.files) {
    const content = await readFile(ground.pathOf(id, name));
    expect([name, content.length]).toEqual([name, bytes]);
    expect(createHash('sha256').update(content).digest('hex')).toBe(sha256);
  }
  expect(manifest).toMatchObject({ rows: 270, pseudonyms: { mode: 'fresh' }, split: null });
  const { data } = await ground.exports.files(id, {});
  expect(data.at(-1)?.name).toBe('manifest.json');
});

test('nothing but the row is left of a cancelled export, and of its key', async () => {
  const { export_id: id } = await ground.exports.create(
    { tables: ['device_metrics'], ...range },
    { local: true },
  );
  await ground.exports.cancel(id, { local: true });
  await ground.exports.settle();
  const [row] = await ground.database.query(
    'SELECT status, sealed_key FROM exports WHERE export_id = $1',
    [id],
  );
  expect(row).toEqual({ status: 'cancelled', sealed_key: null });
  await expect(ground.exports.openManifest(id)).rejects.toMatchObject({
    code: 'export_not_in_state',
  });
});

test('an export is in the audit trail, with what was asked for', async () => {
  const id = await ground.make({ tables: ['device_metrics'], ...range });
  const rows = await ground.database.query<{ asked: { tables: string[] } }>(
    `SELECT new_values AS asked FROM audit_logs
     WHERE event_type = 'export_created' AND event_metadata->>'export_id' = $1`,
    [id],
  );
  expect(rows.map(({ asked }) => asked.tables)).toEqual([['device_metrics']]);
});

test('rows that came in any order, and of one instant, are all in it, page after page', async () => {
  const rows = 2 * limits.exportPageRowsMax + 500;
  await ground.database.query(
    `INSERT INTO device_metrics ("timestamp", received_at, provenance, device_id, cpu_percent)
     SELECT '2026-01-19T12:00:00Z'::timestamptz - make_interval(secs => i / 3), '2026-01-20T00:00:00Z',
       'controlled', 'pos-1', i % 100 FROM generate_series(1, $1::int) AS i`,
    [rows],
  );
  const id = await ground.make({
    tables: ['device_metrics'],
    ...range,
    provenance: ['controlled'],
    format: 'ndjson',
  });
  const [found] = await askDuckdb(
    'SELECT count(*)::int AS rows, sum(cpu_percent)::int AS cpu FROM FILES',
    ground.pathOf(id, 'device_metrics'),
    'ndjson',
  );
  const [wanted] = await ground.database.query(
    `SELECT count(*) AS rows, sum(cpu_percent) AS cpu FROM device_metrics
     WHERE provenance = 'controlled'`,
  );
  expect(found).toEqual(wanted);
});
