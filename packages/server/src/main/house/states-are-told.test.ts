import { afterEach, expect, test } from 'vitest';
import { createReportBatch } from '../../../test/report-batch.ts';
import { createTestDevice } from '../../../test/test-device.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

let house: TestHouse;
afterEach(() => house.remove());

const readHistory = () =>
  house.database.query<{ previous_state: string; new_state: string; reason: string }>(
    `SELECT previous_state, new_state, reason, provenance FROM device_state_history
     ORDER BY timestamp`,
  );

test('a report, and the silence after it, become rows of the state history and numbers', async () => {
  house = await startTestHouse();
  await createTestDevice(house, 'pos-1');
  const report = { deviceId: 'pos-1', receivedAtMs: Date.now(), intervalSeconds: 1 };
  await house.lanes.append(createReportBatch({ ...report, state: 'degraded' }));
  await expect.poll(() => readHistory().then((rows) => rows.length), { timeout: 20_000 }).toBe(2);
  expect(await readHistory()).toEqual([
    {
      previous_state: 'unknown',
      new_state: 'degraded',
      reason: 'Health check: degraded',
      provenance: 'real',
    },
    {
      previous_state: 'degraded',
      new_state: 'offline',
      reason: 'No report for 3 intervals (3 s)',
      provenance: 'real',
    },
  ]);
  await house.presence.count();
  const scrape = await (await fetch(`${house.url}/metrics`)).text();
  expect(scrape).toContain('homepot_devices{state="offline"} 1');
  expect(scrape).toContain('homepot_outbox_waiting 0');
  expect(scrape).toContain('homepot_outbox_passed_total 2');
});
