import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AlertGround } from './test/alert-ground.ts';
import { createDevices, minuteMs, openAlertGround } from './test/alert-ground.ts';

let ground: AlertGround;
beforeAll(async () => {
  ground = await openAlertGround();
});
afterAll(() => ground.drop());
beforeEach(async () => {
  await ground.clear();
  await createDevices(ground, 'site-1', ['pos-1']);
});

const measure = (cpu: number) =>
  ground.database.query(
    `INSERT INTO device_metrics (timestamp, received_at, provenance, device_id, cpu_percent)
     VALUES ($1, $1, 'real', 'pos-1', $2)`,
    [new Date(ground.clock.nowMs()).toISOString(), cpu],
  );

/** Minutes in the first of each `every` of which a row is stored: the door thins what is always the same. */
async function goOn(cpu: number, minutes: number, every: number): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    if (minute % every === 0) await measure(cpu);
    await ground.run(minuteMs, undefined, minuteMs);
  }
}

test.each([
  [300, 'resolve'],
  [60, 'resolve'],
  [60, 'keep'],
] as const)(
  'a device that is busy all the time fires once, over windows of %i s, though few rows say so (%s)',
  async (window_seconds, missing_data) => {
    await ground.database.query('UPDATE devices SET report_interval_seconds = 60');
    const rule = { measure: 'device_cpu_percent', threshold: 90, for_seconds: 600 } as const;
    await ground.createRule({ ...rule, window_seconds, missing_data });
    await goOn(95, 40, 6);
    await goOn(30, 20, 6);
    expect(await ground.listAlerts()).toMatchObject([{ subject: 'pos-1', state: 'resolved' }]);
    expect(await ground.listSent()).toHaveLength(2);
  },
);

test('a few busy seconds, which a row tells, are not the mean of a window', async () => {
  await ground.createRule({ measure: 'device_cpu_percent', threshold: 50 });
  await measure(20);
  await ground.run(230_000);
  await measure(90);
  await ground.run(10_000);
  await measure(20);
  await ground.run(10 * minuteMs);
  expect(await ground.listAlerts()).toEqual([]);
});

test('the alert of a device that is removed ends, also where missing data keep one', async () => {
  await ground.createRule({
    measure: 'device_cpu_percent',
    threshold: 90,
    missing_data: 'keep',
  });
  await goOn(95, 6, 1);
  expect(await ground.listAlerts()).toMatchObject([{ state: 'firing' }]);
  await ground.run(30 * minuteMs, undefined, minuteMs);
  expect(await ground.listAlerts()).toMatchObject([{ state: 'firing' }]);
  await ground.database.query('UPDATE devices SET is_active = false');
  await ground.run(5 * minuteMs, undefined, minuteMs);
  expect(await ground.listAlerts()).toMatchObject([{ state: 'resolved' }]);
  expect(await ground.listSent()).toHaveLength(2);
});
