import { afterEach, expect, test } from 'vitest';
import { storeReadings } from '../../../test/store-readings.ts';
import { playReadings } from '../../../test/synthetic-fleet.ts';
import { createTestDevice } from '../../../test/test-device.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
afterEach(() => house.remove());

const harm = { responseFactor: 2, latencyFactor: 2, errorRateAdded: 8, unhealthyAdded: 0.3 };
const agoMs = 130_000;

async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${house.url}/api/v1${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'x-api-key': house.adminKey, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Answer;
}

/** Twelve devices that have measured for two minutes, in the middle of which five became worse. */
async function fillFleet(): Promise<string[]> {
  const startMs = house.clock.nowMs() - agoMs;
  const devices = playReadings({ seed: 4, windowSeconds: 60, startMs, harm });
  for (const { deviceId, readings } of devices) {
    await createTestDevice(house, deviceId);
    await storeReadings(house.database, deviceId, readings);
  }
  await house.database.query(
    `UPDATE devices SET config_version = '1.0', status = 'online', last_seen = now()`,
  );
  return devices.filter(({ isChanged }) => isChanged).map(({ deviceId }) => deviceId);
}

/** The devices carry out their commands, and that is how long ago. */
async function carryOut(jobId: string): Promise<void> {
  const rows = await house.database.query<{ device_id: string; command_id: string }>(
    `SELECT d.device_id, t.command_id FROM job_targets t JOIN devices d ON d.id = t.device_id
     JOIN jobs j ON j.id = t.job_id WHERE j.job_id = $1`,
    [jobId],
  );
  const at = new Date(house.clock.nowMs()).toISOString();
  for (const { device_id: deviceId, command_id } of rows) {
    await house.fleet.jobs.acknowledge({ deviceId }, { command_id, step: 'applied', at });
  }
  await house.database.query(
    `UPDATE devices SET config_version = '2.0', last_seen = now() + interval '1 ms',
       reported_at = now() + interval '1 ms', status = 'online'
     WHERE device_id = ANY ($1)`,
    [rows.map(({ device_id }) => device_id)],
  );
}

/** Moves the change to where the readings have it, so that the test need not wait for the windows. */
async function moveBack(): Promise<void> {
  const toMs = house.clock.nowMs() - agoMs + 60_000;
  await house.database.query(
    `UPDATE configuration_history SET "timestamp" = $2::timestamptz, judge_at = now(),
       performance_before = jsonb_build_object('from', $1::text, 'to', $2::text)`,
    [new Date(toMs - 60_000).toISOString(), new Date(toMs).toISOString()],
  );
  await house.database.query(`UPDATE job_targets SET sent_at = $1`, [new Date(toMs).toISOString()]);
  await house.database.query(`UPDATE pgboss.job SET start_after = now() WHERE state = 'created'`);
}

interface Change {
  readonly id: number;
  readonly verdict: { outcome: string } | null;
  readonly judged_at: string | null;
}
const readChanges = async () =>
  (await ask<{ data: Change[] }>('/analytics/config-history?entity_type=device')).data;

test('a server is stopped between a change and its verdict, and the next one judges', async () => {
  house = await startTestHouse({ settings: { MQTT_ENABLED: 'false' } });
  const { adminKey } = house;
  const device_ids = await fillFleet();
  const job = await ask<{ job_id: string }>('/jobs', {
    action: 'Update POS payment config',
    config_version: '2.0',
    device_ids,
    force: true,
    settle_seconds: 5,
  });
  const wait = { timeout: 8_000, interval: 50 };
  const status = async () => (await ask<{ status: string }>(`/jobs/${job.job_id}`)).status;
  await house.fleet.jobs.reconcile();
  await house.fleet.jobs.ask(device_ids[0] ?? '');
  for (const deviceId of device_ids) await house.fleet.jobs.ask(deviceId);
  await carryOut(job.job_id);
  await expect.poll(status, wait).toBe('completed');
  await house.stop();
  const earlier = house;
  house = await startTestHouse({ successorOf: earlier, settings: { MQTT_ENABLED: 'false' } });
  house = { ...house, adminKey };
  expect((await readChanges()).map(({ judged_at }) => judged_at)).toEqual(Array(5).fill(null));
  await moveBack();
  await expect
    .poll(async () => (await ask<{ verdict: object }>(`/jobs/${job.job_id}`)).verdict, wait)
    .toMatchObject({ outcome: 'degraded', devices: 5, proposal: { devices: 5 } });
  const changes = await readChanges();
  expect(changes.every(({ verdict, judged_at }) => verdict !== null && judged_at !== null)).toBe(
    true,
  );
  const path = `/config-changes/${changes[0]?.id}/rollback`;
  expect(await ask(path, { reason: 'As proposed' })).toMatchObject({
    rollback_of: job.job_id,
    config_version: '1.0',
    targets: { total: 1 },
  });
  expect(await ask(path, {})).toMatchObject({ status: 409, code: 'change_not_reversible' });
});
