import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addToHistogram, createHistogram, encodeHistogram } from '../drain/index.ts';
import type { AlertGround } from './test/alert-ground.ts';
import { createDevices, hourMs, minuteMs, openAlertGround, openSite, startMs } from './test/alert-ground.ts';

let ground: AlertGround;
beforeAll(async () => { ground = await openAlertGround(); });
afterAll(() => ground.drop());

test('cost', async () => {
  const { database, clock, alerts } = ground;
  await alerts.start();
  const h = createHistogram(); for (let i = 1; i < 60; i++) addToHistogram(h, i * 37);
  const fill = (minutes: number, endpoints: number) => database.query(
    `INSERT INTO api_performance_minute (bucket, endpoint, method, status_class, service, provenance,
       writer, count, response_time_ms_count, response_time_ms_sum, response_time_ms_histogram)
     SELECT $1::timestamptz + m * interval '1 minute', '/e' || e, 'GET', 2, '', 'real', $2, 59, 59, 60000 + 1000*((m*7+e)%97) , $3
     FROM generate_series(0, $4::int) m, generate_series(1, $5::int) e`,
    [new Date(startMs).toISOString(), randomUUID(), encodeHistogram(h), minutes, endpoints]);
  await fill(7 * 1440, 50);
  await database.query('ANALYZE');
  for (let s = 0; s < 100; s++) {
    await createDevices(ground, `site-${s}`, Array.from({ length: 100 }, (_, i) => `d-${s}-${i}`));
    await openSite(ground, `site-${s}`, ['08:00', '20:00']);
  }
  clock.advanceMs(7 * 24 * hourMs + 12 * hourMs);
  clock.advanceMs(-12 * hourMs);
  const time = async (name: string, run: () => Promise<unknown>) => {
    const began = performance.now();
    const r = await run();
    console.log(name, Math.round(performance.now() - began), 'ms', r ?? '');
  };
  await time('first evaluation', () => alerts.evaluate());
  clock.advanceMs(10_000);
  await time('evaluation of states, nothing', () => alerts.evaluate());
  await database.query(`UPDATE devices SET status='offline', status_since=$1 WHERE id % 10 = 0`, [new Date(clock.nowMs() - 200_000).toISOString()]);
  clock.advanceMs(10_000);
  await time('1000 fire', () => alerts.evaluate());
  clock.advanceMs(10_000);
  await time('1000 go on', () => alerts.evaluate());
  clock.advanceMs(20_000);
  await time('1000 told', () => alerts.evaluate());
  clock.advanceMs(20_000);
  await time('minute + 1000', () => alerts.evaluate());
  clock.advanceMs(10_000);
  await time('10 s', () => alerts.evaluate());
  const base = { name: 'x', comparator: 'above' as const };
  for (const days of [1, 7]) {
    await time(`preview avg ${days} d`, async () => (await alerts.preview({ rule: { ...base, measure: 'api_response_time_avg', group_by: ['endpoint'], threshold: 2600, for_seconds: 60 }, days })).episode_count);
    await time(`preview p95 ${days} d`, async () => (await alerts.preview({ rule: { ...base, measure: 'api_response_time_p95', group_by: ['endpoint'], threshold: 2000 }, days })).episode_count);
  }
  await database.query(`INSERT INTO device_state_history (timestamp, received_at, provenance, device_id, previous_state, new_state, changed_by)
    SELECT $1::timestamptz + (i*37 % 10000) * interval '1 minute' + (i % 2) * interval '20 minutes', now(), 'real', 'd-' || (i%100) || '-' || (i/100%100), CASE WHEN i%2=0 THEN 'online' ELSE 'offline' END, CASE WHEN i%2=0 THEN 'offline' ELSE 'online' END, 'system' FROM generate_series(1, 20000) i`, [new Date(startMs).toISOString()]);
  await time('preview offline 7 d', async () => (await alerts.preview({ rule: { ...base, measure: 'device_offline', threshold: 120, mute_when_closed: true, mute_in_maintenance: true }, days: 7 })).episode_count);
  expect(1).toBe(1);
}, 300_000);
