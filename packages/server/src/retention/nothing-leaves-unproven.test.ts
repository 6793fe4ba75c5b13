import { access, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callHouse, expectHouse } from '../../test/call-house.ts';
import type { TestHouse } from '../../test/test-house.ts';
import { startTestHouse } from '../../test/test-house.ts';
import { fillTelemetry, runRetention } from './test/retention-ground.ts';

const dayMs = 86_400_000;
const rowsPerDay = 20;
const ago = (count: number) => new Date(Date.now() - count * dayMs).toISOString();
let house: TestHouse;

beforeAll(async () => {
  house = await startTestHouse({ settings: { ANALYTICS_ENABLED: 'false' } });
  await fillTelemetry(house, { days: 9, rowsPerDay, nowMs: Date.now(), only: ['device_metrics'] });
});
afterAll(() => house.remove());

const ask = <Row>(text: string, values: readonly unknown[] = []) =>
  house.database.query<Row>(text, values);

async function count(what: string): Promise<number> {
  const [row] = await ask<{ count: number }>(`SELECT count(*) FROM ${what}`);
  return row?.count ?? 0;
}

const keep = (table: string, days: number) =>
  expectHouse(house, `PATCH /retention-policies/${table}`, 200, { retention_days: days });

test('where the archive of a day that was taken out is not right any more, the day is put back', async () => {
  await keep('device_metrics', 7);
  const detaching =
    'SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhdetachpending';
  const list = () => ask<{ name: string }>(detaching);
  const run = await house.retention.history.ask({ local: true });
  await house.database.transaction(async (reading) => {
    await reading.query('SELECT 1 FROM device_metrics LIMIT 1');
    await house.retention.look();
    await expect.poll(list, { timeout: 20_000 }).toHaveLength(1);
    const [{ name } = { name: '' }] = await list();
    await ask(`UPDATE ${name} SET device_id = 'changed' WHERE id = (SELECT min(id) FROM ${name})`);
    await rm(join(house.dataFolder, 'archive', 'device_metrics'), { recursive: true });
  });
  await house.retention.idle();
  const told = await expectHouse(house, `GET /retention/runs/${run.id}`, 200);
  expect(told).toMatchObject({ state: 'failed', failures: 1, partitions_dropped: 0 });
  expect(await count('device_metrics')).toBe(9 * rowsPerDay);
  await runRetention(house);
  expect(await count('device_metrics')).toBe(8 * rowsPerDay);
  expect(await house.retention.failures()).toBe(0);
});

test('rows that were brought back from the archive stay while somebody wants them', async () => {
  const [part] = await ask<{ id: number }>(`SELECT id FROM archive_parts WHERE state = 'archived'`);
  await expectHouse(house, `POST /archive/parts/${part?.id}/restore`, 200, { days: 2 });
  expect(await count('device_metrics')).toBe(9 * rowsPerDay);
  await runRetention(house);
  expect(await count('device_metrics')).toBe(9 * rowsPerDay);
  expect(await house.retention.failures()).toBe(0);
  await ask(`UPDATE archive_parts SET restored_until = now() WHERE state = 'restored'`);
  await runRetention(house);
  expect(await count('device_metrics')).toBe(8 * rowsPerDay);
});

test('restored rows of which one was removed stay, and the page of truth says so', async () => {
  const [part] = await ask<{ id: number }>(`SELECT id FROM archive_parts WHERE state = 'archived'`);
  await expectHouse(house, `POST /archive/parts/${part?.id}/restore`, 200, { days: 2 });
  await ask(`CREATE TABLE gone AS SELECT * FROM device_metrics ORDER BY "timestamp" LIMIT 1`);
  await ask('DELETE FROM device_metrics WHERE id = (SELECT id FROM gone)');
  await ask(`UPDATE archive_parts SET restored_until = now() WHERE state = 'restored'`);
  const id = await runRetention(house);
  expect(await count('device_metrics')).toBe(9 * rowsPerDay - 1);
  expect(await expectHouse(house, `GET /retention/runs/${id}`, 200)).toMatchObject({
    state: 'failed',
    error: expect.stringContaining('Of the 20 rows'),
  });
  const { tables } = await expectHouse(house, 'GET /retention', 200);
  expect(tables).toContainEqual(
    expect.objectContaining({
      table: 'device_metrics',
      error: expect.stringContaining('Of the 20 rows'),
    }),
  );
  expect(await house.retention.failures()).toBe(1);
  await ask('INSERT INTO device_metrics SELECT * FROM gone; DROP TABLE gone');
  await runRetention(house);
  expect(await count('device_metrics')).toBe(8 * rowsPerDay);
  expect(await house.retention.failures()).toBe(0);
});

test('what somebody holds is taken in again, though it is older than the policy keeps', async () => {
  const record = { device_id: 'again', cpu_percent: 1, timestamp: ago(8) };
  const send = () => callHouse(house, 'POST /ingest/device_metrics', [record]);
  expect((await send()).status).toBe(422);
  const hold = { table: 'device_metrics', from: ago(9), reason: 'a court asks for it' };
  const { id } = await expectHouse(house, 'POST /retention/holds', 201, hold);
  await house.retention.kept.refresh();
  expect((await send()).body).toMatchObject({ accepted: 1 });
  await house.drained();
  expect(await count(`device_metrics WHERE device_id = 'again'`)).toBe(1);
  await expectHouse(house, `DELETE /retention/holds/${id}`, 204);
});

test('a job that is old leaves with what became of each device, and no other job does', async () => {
  await ask(
    `WITH place AS (INSERT INTO sites (site_id, name) VALUES ('s', 's') RETURNING id),
       till AS (INSERT INTO devices (device_id, name, device_type, site_id)
         SELECT 'd', 'd', 'pos_terminal', id FROM place RETURNING id),
       work AS (INSERT INTO jobs (job_id, action, status, completed_at)
         VALUES ('old', 'a', 'completed', $1), ('new', 'a', 'completed', $2), ('open', 'a', 'sent', NULL)
         RETURNING id)
     INSERT INTO job_targets (job_id, device_id) SELECT work.id, till.id FROM work, till`,
    [ago(40), ago(20)],
  );
  await keep('jobs', 30);
  await runRetention(house);
  const left = `SELECT j.job_id, count(t.id) AS devices FROM jobs j
    LEFT JOIN job_targets t ON t.job_id = j.id GROUP BY 1 ORDER BY 1`;
  expect(await ask(left)).toEqual([
    { job_id: 'new', devices: 1 },
    { job_id: 'open', devices: 1 },
  ]);
});

test('a lot of which other rows would leave than were archived stays, and is archived anew by the next run', async () => {
  await ask(
    `INSERT INTO configuration_history (provenance, "timestamp", entity_type, entity_id,
       parameter_name, new_value, changed_by, change_type)
     SELECT 'real', $1, 'device', 'd', 'p', '1', 'somebody', 'manual' FROM generate_series(1, 5)`,
    [ago(40)],
  );
  await keep('configuration_history', 30);
  await ask(
    `CREATE FUNCTION miscount() RETURNS trigger LANGUAGE plpgsql AS
       'BEGIN NEW.row_count := NEW.row_count - 1; RETURN NEW; END';
     CREATE TRIGGER miscount BEFORE UPDATE ON retention_parts FOR EACH ROW
       WHEN (NEW.state = 'archived') EXECUTE FUNCTION miscount()`,
  );
  await runRetention(house);
  expect(await house.retention.failures()).toBe(1);
  expect(await count('configuration_history')).toBe(5);
  await ask('DROP TRIGGER miscount ON retention_parts');
  await runRetention(house);
  expect(await house.retention.failures()).toBe(0);
  expect(await count('configuration_history')).toBe(0);
});

test('what was brought back of a table without partitions stays too, leaves by its file, and is in the archive once', async () => {
  const ofTable = `archive_parts WHERE table_name = 'configuration_history' AND state`;
  const [part] = await ask<{ id: number }>(`SELECT id FROM ${ofTable} = 'archived'`);
  await expectHouse(house, `POST /archive/parts/${part?.id}/restore`, 200, { days: 2 });
  await runRetention(house);
  expect(await count('configuration_history')).toBe(5);
  const over =
    'UPDATE archive_parts SET restored_until = now() - interval $$1 hour$$ WHERE id = $1';
  await ask(over, [part?.id]);
  const held = { table: 'configuration_history', reason: 'an export reads it' };
  const hold = await expectHouse(house, 'POST /retention/holds', 201, held);
  await runRetention(house);
  expect(await count('configuration_history')).toBe(5);
  await expectHouse(house, `DELETE /retention/holds/${hold.id}`, 204);
  await runRetention(house);
  expect(await count('configuration_history')).toBe(0);
  expect(await count(`${ofTable} = 'archived'`)).toBe(1);
  expect(await house.retention.failures()).toBe(0);
});

test('a file that an earlier run began, and that nothing counts on, goes with the next run', async () => {
  const fromMs = Math.floor(Date.now() / dayMs) * dayMs - 2 * dayMs;
  const partition = `device_metrics_${new Date(fromMs).toISOString().slice(0, 10).replaceAll('-', '_')}`;
  const day = { table: 'device_metrics', partition, fromMs, untilMs: fromMs + dayMs };
  const { id, file } = await house.archive.write(day);
  // Where that fails, it keeps nothing else from being done.
  await ask('ALTER TABLE archive_parts RENAME COLUMN verified_at TO elsewhere');
  const run = await runRetention(house);
  await ask('ALTER TABLE archive_parts RENAME COLUMN elsewhere TO verified_at');
  expect(await expectHouse(house, `GET /retention/runs/${run}`, 200)).toMatchObject({
    state: 'done',
  });
  await runRetention(house);
  expect((await house.archive.show(id)).state).toBe('abandoned');
  await expect(access(join(house.dataFolder, 'archive', file))).rejects.toThrow('ENOENT');
});
