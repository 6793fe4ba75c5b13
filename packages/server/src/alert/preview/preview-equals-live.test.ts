import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { GivenRule } from '../rules/check-rule.ts';
import { dueStepMs } from '../sources/source.ts';
import type { AlertGround } from '../test/alert-ground.ts';
import {
  createDevices,
  fillApi,
  minuteMs,
  openAlertGround,
  openSite,
  putState,
  startMs,
} from '../test/alert-ground.ts';

let ground: AlertGround;
beforeAll(async () => {
  ground = await openAlertGround();
});
afterAll(() => ground.drop());
beforeEach(() => ground.clear());

const actor = { username: 'ada' };

/** What live evaluation left behind, in the terms of a preview. */
async function lived() {
  const alerts = await ground.database.query<Record<string, string | null>>(
    `SELECT subject, provenance, since, fired_at, resolved_at, told_at,
       coalesce((SELECT array_agg(reason ORDER BY m.id) FROM alert_mutes m WHERE m.alert_id = a.id),
         '{}') AS muted_reasons
     FROM alerts a WHERE fired_at IS NOT NULL ORDER BY fired_at, subject, provenance`,
  );
  return { episodes: alerts.map(shown), notification_count: (await ground.listSent()).length };
}

const instantOf = (value: unknown): number | null =>
  typeof value === 'string' ? Date.parse(value) : null;

const shown = (episode: Readonly<Record<string, unknown>>) => ({
  subject: episode.subject,
  provenance: episode.provenance,
  since: instantOf(episode.since),
  fired_at: instantOf(episode.fired_at),
  resolved_at: instantOf(episode.resolved_at),
  told_at: instantOf(episode.told_at),
  muted_reasons: episode.muted_reasons,
});

/** A preview from the first step that was taken live to the last. */
async function previewed(rule: GivenRule, firstMs: number) {
  const days = (dueStepMs(rule, ground.clock.nowMs()) - firstMs) / 86_400_000;
  const { episodes, notification_count } = await ground.alerts.preview({ rule, days });
  const order = (one: { fired_at: number | null; subject: unknown; provenance: unknown }) =>
    `${one.fired_at} ${one.subject} ${one.provenance}`;
  return {
    episodes: episodes.map(shown).sort((one, other) => (order(one) < order(other) ? -1 : 1)),
    notification_count,
  };
}

const seconds = (...some: number[]) => fc.constantFrom(...some);

const common = {
  for_seconds: seconds(0, 60, 120, 180),
  resolve_seconds: seconds(0, 60, 120, 240),
  send_simulated: fc.boolean(),
};

const apiRule = fc.record({
  ...common,
  name: fc.constant('tried'),
  measure: fc.constantFrom(
    'api_response_time_avg',
    'api_response_time_p95',
    'api_error_rate',
    'api_request_rate',
  ),
  group_by: fc.constantFrom([], ['endpoint']),
  comparator: fc.constantFrom('above', 'below'),
  threshold: fc.constantFrom(3, 30, 60),
  window_seconds: seconds(60, 120, 300),
  minimum_count: fc.constantFrom(0, 1, 4),
  missing_data: fc.constantFrom('resolve', 'keep', 'fire'),
}) as fc.Arbitrary<GivenRule>;

const apiMinute = fc.record({
  endpoint: fc.constantFrom('/a', '/b'),
  statusClass: fc.constantFrom(2, 5),
  provenance: fc.constantFrom('real', 'real', 'simulated'),
  values: fc.array(fc.constantFrom(1, 20, 50, 100), { minLength: 1, maxLength: 6 }),
});

const silenceOf = fc.option(fc.record({ from: fc.nat(8), to: fc.integer({ min: 9, max: 20 }) }), {
  nil: undefined,
});

async function silence(given: { from: number; to: number } | undefined, match: object) {
  if (given === undefined) return;
  const at = (minute: number) => new Date(ground.clock.nowMs() + minute * minuteMs).toISOString();
  const body = { starts_at: at(given.from), ends_at: at(given.to), reason: 'Quiet', ...match };
  await ground.alerts.silences.create(body, actor);
}

test('a preview of measures of minutes is what live evaluation did step by step', async () => {
  const minutes = fc.array(fc.array(apiMinute, { maxLength: 2 }), { minLength: 24, maxLength: 24 });
  let fired = 0;
  await fc.assert(
    fc.asyncProperty(apiRule, minutes, silenceOf, async (rule, series, quiet) => {
      await ground.clear();
      const beganMs = ground.clock.nowMs();
      await ground.alerts.rules.create(rule, actor);
      // Of one subject only, so that the number of the rule, which a preview has not, is not needed.
      await silence(quiet, { subject: '/a' });
      for (const some of series) {
        for (const each of some) await fillApi(ground, { atMs: ground.clock.nowMs(), ...each });
        await ground.run(minuteMs, undefined, minuteMs);
      }
      const seen = await lived();
      fired += seen.episodes.length;
      expect(await previewed(rule, beganMs)).toEqual(seen);
    }),
    { numRuns: 8 },
  );
  expect(fired).toBeGreaterThan(5);
}, 60_000);

const stateRule = fc.record({
  ...common,
  name: fc.constant('tried'),
  measure: fc.constantFrom('device_offline', 'device_error'),
  comparator: fc.constant('above'),
  threshold: fc.constantFrom(0, 45, 90),
  clear_threshold: fc.constant(null),
  mute_when_closed: fc.boolean(),
  mute_in_maintenance: fc.boolean(),
}) as fc.Arbitrary<GivenRule>;

const change = fc.record({
  device: fc.constantFrom('pos-1', 'pos-2', 'toy-1'),
  state: fc.constantFrom('offline', 'offline', 'error', 'error', 'online', 'maintenance'),
});

test('a preview of measures of a state is what live evaluation did step by step', async () => {
  const changes = fc.array(fc.option(change, { nil: undefined, freq: 3 }), {
    minLength: 24,
    maxLength: 24,
  });
  let fired = 0;
  await fc.assert(
    fc.asyncProperty(stateRule, changes, silenceOf, async (rule, walk, quiet) => {
      await ground.clear();
      const beganMs = ground.clock.nowMs();
      const clockOf = (minutes: number) =>
        new Date(beganMs + minutes * minuteMs).toISOString().slice(11, 19);
      await createDevices(ground, 'site-1', ['pos-1', 'pos-2']);
      await createDevices(ground, 'site-2', ['toy-1'], 'simulated');
      await openSite(ground, 'site-1', [clockOf(5), clockOf(9)]);
      await ground.database.query(`INSERT INTO server_heartbeats VALUES ('s', $1, $2, $2)`, [
        new Date(beganMs - 3_600_000).toISOString(),
        new Date(beganMs + 3_600_000).toISOString(),
      ]);
      await ground.alerts.rules.create(rule, actor);
      await silence(quiet, { device_id: 'pos-2' });
      // Nothing changes at the very instant of a step, where it is either's guess what came first.
      ground.clock.advanceMs(1_000);
      for (const next of walk) {
        if (next !== undefined) await putState(ground, next.device, next.state);
        await ground.run(30_000);
      }
      const seen = await lived();
      fired += seen.episodes.length;
      expect(await previewed(rule, beganMs + 10_000)).toEqual(seen);
    }),
    { numRuns: 8 },
  );
  expect(fired).toBeGreaterThan(5);
}, 60_000);

test('a preview says how often, how many, and what was muted', async () => {
  const beganMs = startMs;
  expect(ground.clock.nowMs()).toBeGreaterThanOrEqual(beganMs);
  await createDevices(ground, 'site-1', ['pos-1']);
  await openSite(ground, 'site-1', ['23:58', '23:59']);
  await putState(ground, 'pos-1', 'offline');
  await ground.run(10 * minuteMs);
  await putState(ground, 'pos-1', 'online');
  await ground.run(10 * minuteMs);
  const rule = {
    name: 'tried',
    measure: 'device_offline',
    comparator: 'above',
    threshold: 60,
    mute_when_closed: true,
  } as const;
  const answer = await ground.alerts.preview({ rule, days: 1 });
  expect(answer).toMatchObject({
    sentence: 'When the time offline of any device is above 1 min: warning.',
    episode_count: 1,
    subject_count: 1,
    firing_now: 0,
    notification_count: 0,
    muted_count: 1,
    episodes: [
      { subject: 'pos-1', peak_value: 590, told_at: null, muted_reasons: ['site_closed'] },
    ],
  });
});
