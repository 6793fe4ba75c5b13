import type { AnswerOf, readDataQuality } from '@homepot/catalogue';
import { rollups, rollupTables, tables, telemetryTables } from '@homepot/catalogue';
import { afterEach, expect, test } from 'vitest';
import { expectHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { systemClock } from '../../kernel/index.ts';
import { createSampleData } from './create-sample-data.ts';
import { removeSampleData } from './remove-sample-data.ts';
import { createSampleBatches } from './sample-batches.ts';
import { sampleSender } from './sample-sender.ts';

let house: TestHouse;
afterEach(() => house.remove());

/** But for what a running house tells of itself meanwhile. */
const counted = [...tables, ...rollups.flatMap(rollupTables)]
  .map(({ name }) => name)
  .filter((name) => !name.startsWith('live_') && name !== 'retention_leases');

async function countRows(): Promise<Record<string, number>> {
  await house.drained();
  const counts = await Promise.all(
    counted.map(async (name) => {
      const [row] = await house.database.query<{ count: number }>(`SELECT count(*) FROM ${name}`);
      return [name, row?.count ?? 0] as const;
    }),
  );
  return Object.fromEntries(counts);
}

const make = (onlyFresh = false): Promise<boolean> =>
  createSampleData(
    {
      database: house.database,
      clock: systemClock,
      log: house.log,
      submit: ({ table, batchId, records }) =>
        house.intake.submit(
          sampleSender,
          table,
          { kind: 'records', records },
          { batchId, historical: true },
        ),
    },
    { onlyFresh },
  );

test('the door accepts every sample record', async () => {
  house = await startTestHouse();
  const batches = createSampleBatches(Date.now());
  expect(batches.map(({ table }) => table).toSorted()).toEqual(
    telemetryTables.map(({ name }) => name).toSorted(),
  );
  for (const { table, batchId, records } of batches) {
    const input = { kind: 'records', records } as const;
    const options = { batchId, historical: true };
    expect(await house.intake.submit(sampleSender, table, input, options)).toMatchObject({
      accepted: records.length,
      rejected: [],
      quarantined: 0,
    });
  }
});

test('a fresh database gets two sites, twelve terminals, a week with a busiest Friday, jobs', async () => {
  house = await startTestHouse({ sampleData: 'when-fresh' });
  expect(house.madeSampleData).toBe(true);
  const counts = await countRows();
  expect(counts).toMatchObject({ sites: 2, devices: 12, site_operating_schedules: 14, jobs: 3 });
  for (const { name } of telemetryTables) expect(counts[name], name).toBeGreaterThan(10);
  expect(counts.configuration_history).toBeGreaterThan(5);
  expect(counts.quarantined_records).toBe(0);
  const met = await house.database.query(
    `SELECT DISTINCT status, last_seen, status_reason, services FROM devices`,
  );
  expect(met).toEqual([
    { status: 'unknown', last_seen: null, status_reason: null, services: null },
  ]);
  const busiest = await house.database.query(
    `SELECT DISTINCT ON (site_id) day_of_week FROM site_operating_schedules
     ORDER BY site_id, expected_transaction_volume DESC`,
  );
  expect(busiest).toEqual([{ day_of_week: 4 }, { day_of_week: 4 }]);
  const partial = await house.database.query(
    `SELECT extra_data FROM job_outcomes WHERE device_id IS NULL AND status = 'partial'`,
  );
  expect(partial).toMatchObject([
    { extra_data: { total_devices: 5, successful_pushes: 3, failed_pushes: 2 } },
  ]);
  const real = await house.database.query(
    `SELECT 1 FROM device_metrics WHERE provenance <> 'sample'`,
  );
  expect(real).toEqual([]);
});

test('a change that slowed payments down is called worse, one that did nothing is not', async () => {
  house = await startTestHouse({ sampleData: 'when-fresh' });
  const told = await house.database.query(
    `SELECT job_id, verdict->>'outcome' AS outcome, was_successful,
       performance_before ? 'metrics' AND performance_after ? 'metrics' AS measured,
       "timestamp" > now() - interval '6 hours' AS recent, count(*) AS devices
     FROM configuration_history GROUP BY 1, 2, 3, 4, 5 ORDER BY 1`,
  );
  const measured = true;
  expect(told).toEqual([
    {
      job_id: 'job-8a76d234',
      outcome: 'unchanged',
      was_successful: true,
      measured,
      recent: false,
      devices: 7,
    },
    {
      job_id: 'job-b1e6651b',
      outcome: 'degraded',
      was_successful: false,
      measured,
      recent: true,
      devices: 3,
    },
  ]);
});

test('their quality is judged only when asked for', async () => {
  house = await startTestHouse({ sampleData: 'when-fresh' });
  await house.drained();
  const healthChecks = async (query: string): Promise<unknown> => {
    const answer = await expectHouse(house, `GET /data-quality?${query}`, 200);
    const judged = answer.tables as AnswerOf<typeof readDataQuality>['tables'];
    return judged.find(({ table }) => table === 'health_checks')?.rows;
  };
  expect(await healthChecks('min_days=7')).toBe(0);
  expect(await healthChecks('min_days=7&provenance=sample')).toBe(288);
});

/** Rows by table, without those that periodic work moves from one table to another meanwhile. */
async function countMade(): Promise<Record<string, number>> {
  const { device_hours_open, device_performance_hour, alerts, alert_mutes, ...made } =
    await countRows();
  return made;
}

test('made twice, or begun and made again, they are there once', async () => {
  house = await startTestHouse();
  expect(await make()).toBe(true);
  const once = await countMade();
  expect(await make()).toBe(false);
  expect(await countMade()).toEqual(once);
  await house.database.query(`UPDATE sample_rows SET row_id = 1 WHERE table_name LIKE '(%'`);
  expect(await make(true)).toBe(true);
  expect(await countMade()).toEqual(once);
});

test('a database that somebody uses gets none by itself', async () => {
  house = await startTestHouse();
  await house.database.query(`INSERT INTO sites (site_id, name) VALUES ('mine', 'Mine')`);
  expect(await make(true)).toBe(false);
});

test('removed, they are gone with their rollups, what is real or simulated stays, and they do not come back', async () => {
  house = await startTestHouse();
  const before = await countRows();
  await make();
  const real = { job_id: 'job-real', job_type: 'restart', status: 'success', duration_ms: 5 };
  const sender = { ...sampleSender, scope: 'test', provenance: 'real' } as const;
  await house.intake.submit(sender, 'job_outcomes', { kind: 'records', records: [real] });
  const fleet = { ...sampleSender, scope: 'fleet', provenance: 'simulated' } as const;
  await house.intake.submit(fleet, 'job_outcomes', { kind: 'records', records: [real] });
  await house.database.query(
    `INSERT INTO device_credentials (device_id, key_id, secret_hash)
     SELECT id, 'k', '\\x00' FROM devices WHERE device_id = 'pos-terminal-003'`,
  );
  await house.drained();
  const removal = await removeSampleData(house.database, systemClock);
  expect(removal.kept).toEqual({ devices: 1, sites: 1 });
  expect(removal.removed).toMatchObject({ devices: 11, sites: 1, device_metrics: 576 });
  expect(await countRows()).toEqual({
    ...before,
    job_outcomes: 2,
    job_outcomes_minute: 2,
    job_outcomes_hour: 2,
    job_outcomes_day: 2,
    ingest_batches: telemetryTables.length + 2,
    device_credentials: 1,
    devices: 1,
    sites: 1,
    sample_rows: 1,
    server_heartbeats: expect.any(Number),
    spool_checkpoints: expect.any(Number),
  });
  expect(await make(true)).toBe(false);
  expect(await make()).toBe(true);
  expect((await countRows()).devices).toBe(12);
});
