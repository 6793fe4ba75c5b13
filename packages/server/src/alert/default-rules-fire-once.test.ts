import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { AlertGround } from './test/alert-ground.ts';
import {
  createDevices,
  fillApi,
  fillTools,
  hourMs,
  minuteMs,
  openAlertGround,
  openSite,
  putState,
  watch,
} from './test/alert-ground.ts';

let ground: AlertGround;
beforeAll(async () => {
  ground = await openAlertGround();
});
afterAll(() => ground.drop());
beforeEach(async () => {
  await ground.clear();
  await ground.database.query('TRUNCATE default_alert_rules');
  await ground.alerts.start();
});

const nothing = async () => undefined;

const many = (value: number, count = 30): readonly number[] => Array(count).fill(value);

/** What came of a rule: how its alerts went, and which messages were sent. */
async function told(rule: string) {
  const alerts = await ground.listAlerts();
  expect(new Set(alerts.map(({ rule_name }) => rule_name))).toEqual(new Set([rule]));
  const sent = await ground.listSent();
  return {
    states: alerts.map(({ state }) => state),
    sent: sent.map(({ event_type }) => event_type),
  };
}

const once = { states: ['resolved'], sent: ['alert.firing', 'alert.resolved'] };

/**
 * Runs some minutes, each begun by `fill`; rules of minutes need no more than one look at each, and of
 * the first ones none where nothing can come of it.
 */
async function eachMinute(
  minutes: number,
  fill: (atMs: number) => Promise<void>,
  unlooked = 0,
): Promise<void> {
  for (let minute = 0; minute < minutes; minute += 1) {
    await fill(ground.clock.nowMs());
    if (minute < unlooked) ground.clock.advanceMs(minuteMs);
    else await ground.run(minuteMs, undefined, minuteMs);
  }
}

test('requests above 5,000 ms', async () => {
  await eachMinute(2, (atMs) => fillApi(ground, { atMs, values: many(200) }));
  await eachMinute(13, (atMs) => fillApi(ground, { atMs, values: many(6_000) }));
  expect((await ground.listAlerts())[0]).toMatchObject({
    state: 'firing',
    subject: '/a GET',
    summary: '/a GET: mean response time 6,000 ms, above 5,000 ms.',
  });
  await eachMinute(10, (atMs) => fillApi(ground, { atMs, values: many(200) }));
  expect(await told('Slow endpoint')).toEqual(once);
});

test('more than 5 % of requests failing', async () => {
  const fill = (failing: number) => async (atMs: number) => {
    await fillApi(ground, { atMs, values: many(50, 100 - failing) });
    if (failing > 0) await fillApi(ground, { atMs, statusClass: 5, values: many(50, failing) });
  };
  await eachMinute(12, fill(5));
  expect(await ground.listAlerts()).toEqual([]);
  await eachMinute(12, fill(8));
  await eachMinute(11, fill(0));
  expect(await told('Failing requests')).toEqual(once);
});

test('tool calls above 5,000 ms', async () => {
  await eachMinute(10, (atMs) => fillTools(ground, { atMs, values: many(7_000) }));
  await eachMinute(10, (atMs) => fillTools(ground, { atMs, values: many(100) }));
  expect(await told('Slow tool')).toEqual(once);
});

test('fewer than 95 % of tool calls succeeding, and their end when nobody calls any more', async () => {
  await eachMinute(10, async (atMs) => {
    await fillTools(ground, { atMs, values: many(100, 9) });
    await fillTools(ground, { atMs, outcome: 'timeout', values: many(100, 1) });
  });
  await eachMinute(12, nothing);
  expect(await told('Tool calls fail')).toEqual(once);
});

test('devices that are offline, told together', async () => {
  await createDevices(ground, 'site-1', ['pos-1', 'pos-2', 'pos-3']);
  await putState(ground, 'pos-1', 'offline');
  await ground.run(10_000);
  await putState(ground, 'pos-2', 'offline');
  await ground.run(5 * minuteMs);
  for (const id of ['pos-1', 'pos-2']) await putState(ground, id, 'online');
  await ground.run(5 * minuteMs);
  expect(await told('Device offline')).toEqual({ ...once, states: ['resolved', 'resolved'] });
  const [begun] = await ground.listSent();
  expect(begun).toMatchObject({
    also_count: 1,
    summary: 'pos-1: time offline 2 min 40 s, above 2 min. Also: pos-2.',
  });
});

test('a device that says for 5 minutes that it does not work, while its site is open', async () => {
  await createDevices(ground, 'site-1', ['pos-1', 'pos-2']);
  await createDevices(ground, 'site-2', ['pos-3']);
  await openSite(ground, 'site-2', ['08:00', '20:00']);
  await look();
  await putState(ground, 'pos-1', 'error');
  await putState(ground, 'pos-3', 'error');
  // One that recovers again and again is not in error for long.
  let state = 'online';
  await ground.run(
    6 * minuteMs,
    async () => {
      await look();
      state = state === 'online' ? 'error' : 'online';
      await putState(ground, 'pos-2', state);
    },
    2 * minuteMs,
  );
  expect(await ground.listAlerts()).toMatchObject([
    { subject: 'pos-1', muted_reason: null },
    { subject: 'pos-3', muted_reason: 'site_closed', told_at: null },
  ]);
  for (const id of ['pos-1', 'pos-2', 'pos-3']) await putState(ground, id, 'online');
  await ground.run(5 * minuteMs, look);
  expect(await told('Device in error')).toEqual({ ...once, states: ['resolved', 'resolved'] });
});

const look = () => watch(ground);

async function report(deviceId: string): Promise<void> {
  await ground.database.query('UPDATE devices SET last_seen = $2 WHERE device_id = $1', [
    deviceId,
    new Date(ground.clock.nowMs()).toISOString(),
  ]);
}

test('a device whose error may have ended while nobody looked is given its five minutes again', async () => {
  await createDevices(ground, 'site-1', ['pos-1']);
  await look();
  await putState(ground, 'pos-1', 'error');
  await ground.run(2 * minuteMs, look);
  ground.clock.advanceMs(hourMs);
  await ground.database.query('TRUNCATE server_heartbeats');
  await look();
  await ground.run(4 * minuteMs, look);
  expect(await ground.listAlerts()).toEqual([]);
  // What was sent five minutes ago is not stored yet, and may say that all is well.
  const stuck = async () => {
    await look();
    await ground.database.query(
      "UPDATE server_heartbeats SET stored_until = stored_until - interval '5 minutes'",
    );
  };
  await ground.run(2 * minuteMs, stuck);
  expect(await ground.listAlerts()).toEqual([]);
  await ground.run(2 * minuteMs, look);
  expect(await ground.listAlerts()).toMatchObject([{ subject: 'pos-1', state: 'firing' }]);
});

test('a device of which no data come for 15 minutes, our own downtime not counted', async () => {
  await createDevices(ground, 'site-1', ['pos-1']);
  await look();
  await report('pos-1');
  await ground.run(14 * minuteMs, look, minuteMs);
  expect(await ground.listAlerts()).toEqual([]);
  // Nobody looks for two hours.
  ground.clock.advanceMs(2 * hourMs);
  await ground.database.query('TRUNCATE server_heartbeats');
  await look();
  await ground.run(14 * minuteMs, look, minuteMs);
  expect(await ground.listAlerts()).toEqual([]);
  await ground.run(2 * minuteMs, look);
  expect(await ground.listAlerts()).toMatchObject([{ subject: 'pos-1', state: 'firing' }]);
  await report('pos-1');
  await ground.run(5 * minuteMs, async () => {
    await look();
    await report('pos-1');
  });
  expect(await told('No data from device')).toEqual(once);
});

test('a device that transacts while its site is closed', async () => {
  // 00:00; the site opens at 8.
  await createDevices(ground, 'site-1', ['pos-1']);
  await openSite(ground, 'site-1', ['08:00', '20:00']);
  let made = 0;
  const sell = async (count: number) => {
    made += count;
    const at = new Date(ground.clock.nowMs() + 1).toISOString();
    await ground.database.query(
      `INSERT INTO device_metrics (timestamp, received_at, provenance, device_id, transaction_count)
       VALUES ($1, $1, 'real', 'pos-1', $2)`,
      [at, made],
    );
  };
  await eachMinute(30, () => sell(0), 25);
  expect(await ground.listAlerts()).toEqual([]);
  await eachMinute(5, () => sell(1));
  expect(await ground.listAlerts()).toMatchObject([{ subject: 'pos-1', state: 'firing' }]);
  await eachMinute(23, () => sell(0));
  expect(await told('Active while closed')).toEqual(once);
  // Within opening hours, and in the quarter of an hour after them, selling is nothing unusual.
  ground.clock.advanceMs(19 * hourMs + 30 * minuteMs - (ground.clock.nowMs() % (24 * hourMs)));
  await eachMinute(59, () => sell(1), 40);
  expect(await told('Active while closed')).toEqual(once);
});

test('a device in maintenance for more than four hours outside its window', async () => {
  await createDevices(ground, 'site-1', ['pos-1', 'pos-2']);
  await createDevices(ground, 'site-2', ['pos-3']);
  await ground.database.query(
    `INSERT INTO site_operating_schedules (site_id, day_of_week, is_maintenance_window,
       maintenance_start, maintenance_end)
     SELECT id, day, true, '00:00', '03:00' FROM sites, generate_series(0, 6) AS day
     WHERE site_id = 'site-1'`,
  );
  for (const id of ['pos-1', 'pos-3']) await putState(ground, id, 'maintenance');
  ground.clock.advanceMs(4 * hourMs);
  await ground.run(minuteMs);
  // The time within the window of the first site does not count.
  expect(await ground.listAlerts()).toMatchObject([{ subject: 'pos-3', state: 'firing' }]);
  ground.clock.advanceMs(3 * hourMs);
  await ground.run(minuteMs);
  expect(await ground.listAlerts()).toMatchObject([{ subject: 'pos-3' }, { subject: 'pos-1' }]);
  for (const id of ['pos-1', 'pos-3']) await putState(ground, id, 'unknown');
  await ground.run(3 * minuteMs);
  expect(await told('Maintenance overdue')).toEqual({
    states: ['resolved', 'resolved'],
    sent: ['alert.firing', 'alert.firing', 'alert.resolved'],
  });
});

test('the disk of the server nearly full', async () => {
  await eachMinute(5, nothing);
  ground.own.diskFreePercent = 4;
  await eachMinute(15, nothing);
  expect(await ground.listAlerts()).toMatchObject([{ subject: 'test/1', state: 'firing' }]);
  ground.own.diskFreePercent = 50;
  await eachMinute(15, nothing);
  expect(await told('Disk of the server nearly full')).toEqual(once);
});

test('nobody is told of a device that goes offline when its site is closed, until it opens', async () => {
  await createDevices(ground, 'site-1', ['pos-1', 'pos-2']);
  await openSite(ground, 'site-1', ['00:20', '20:00']);
  for (const id of ['pos-1', 'pos-2']) await putState(ground, id, 'offline');
  await ground.run(10 * minuteMs);
  expect(await ground.listAlerts()).toMatchObject([
    { state: 'firing', muted_reason: 'site_closed', told_at: null },
    { state: 'firing', muted_reason: 'site_closed', told_at: null },
  ]);
  expect(await ground.listMutes()).toEqual(
    ['pos-1', 'pos-2'].map((subject) => ({
      subject,
      reason: 'site_closed',
      detail: 'site-1 is closed until 2026-01-01T00:20:00.000Z',
    })),
  );
  await putState(ground, 'pos-1', 'online');
  await ground.run(9 * minuteMs);
  expect(await ground.listSent()).toEqual([]);
  await ground.run(2 * minuteMs);
  // Only the one that still fires is told of.
  expect(await ground.listSent()).toMatchObject([{ event_type: 'alert.firing', also_count: 0 }]);
  await putState(ground, 'pos-2', 'online');
  await ground.run(5 * minuteMs);
  expect(await ground.listSent()).toMatchObject([
    { event_type: 'alert.firing' },
    { event_type: 'alert.resolved' },
  ]);
});

test('a default rule that was changed or removed stays so', async () => {
  const { data } = await ground.alerts.rules.list({});
  const actor = { username: 'ada' };
  const [first, second] = data;
  await ground.alerts.rules.update(first?.id ?? 0, { threshold: 5_001 }, actor);
  await ground.alerts.rules.remove(second?.id ?? 0, actor);
  await ground.alerts.start();
  const after = (await ground.alerts.rules.list({})).data;
  expect(after).toHaveLength(data.length - 1);
  expect(after[0]).toMatchObject({ name: first?.name, threshold: 5_001 });
});
