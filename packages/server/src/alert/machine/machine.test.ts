import { describe, expect, test } from 'vitest';
import type { Observation, Subject } from '../../query/index.ts';
import { subjectKeyOf } from '../../query/index.ts';
import type { Verdict } from './judge.ts';
import { judge } from './judge.ts';
import type { MuteFacts } from './mute.ts';
import { stepEpisode } from './step-episode.ts';
import { stepSubjects } from './step-subjects.ts';
import { tellEpisodes } from './tell-episodes.ts';

const rule = {
  id: 7,
  measure: 'api_response_time_avg',
  comparator: 'above',
  threshold: 100,
  clear_threshold: 80,
  minimum_count: 5,
  missing_data: 'resolve',
  for_seconds: 120,
  resolve_seconds: 60,
  send_simulated: false,
  mute_when_closed: false,
  mute_in_maintenance: false,
} as const;

const of = (subject: Subject) => ({ ...subject, key: subjectKeyOf(subject) });

const seen = (value: number | undefined, count = 10): Observation => ({
  ...of({ provenance: 'real', labels: { endpoint: '/a' } }),
  value,
  count,
});

const nobody: MuteFacts = {
  silences: [],
  openingOf: () => undefined,
  isMaintained: () => false,
};

/** What becomes of a subject that is judged so, minute by minute: its phase after each. */
function walk(verdicts: readonly Verdict[], times = rule as Parameters<typeof stepEpisode>[3]) {
  let episode: Parameters<typeof stepEpisode>[0] | undefined;
  return verdicts.map((verdict, minute) => {
    const atMs = minute * 60_000;
    if (episode === undefined && verdict === 'bad') {
      const labels = {};
      episode = {
        key: subjectKeyOf({ provenance: 'real', labels }),
        provenance: 'real',
        labels,
        phase: 'pending',
        sinceMs: atMs,
        value: 1,
        peak: 1,
      };
    }
    episode = episode && stepEpisode(episode, verdict, atMs, times);
    const phase = episode?.phase ?? 'none';
    if (phase === 'resolved') episode = undefined;
    return phase;
  });
}

describe('a subject', () => {
  test('fires once it has been bad for long enough', () => {
    expect(walk(['clear', 'bad', 'bad', 'bad'])).toEqual(['none', 'pending', 'pending', 'firing']);
  });

  test('fires at once where no time is asked for', () => {
    expect(walk(['bad'], { for_seconds: 0, resolve_seconds: 0 })).toEqual(['firing']);
  });

  test('that is bad for too short leaves no trace', () => {
    expect(walk(['bad', 'bad', 'clear', 'bad'])).toEqual(['pending', 'pending', 'none', 'pending']);
    expect(walk(['bad', 'between', 'bad'])).toEqual(['pending', 'none', 'pending']);
  });

  test('is resolved once it has been clear for long enough, without a break', () => {
    expect(
      walk(['bad', 'bad', 'bad', 'clear', 'bad', 'clear', 'between', 'clear', 'clear']),
    ).toEqual([
      'pending',
      'pending',
      'firing',
      'firing',
      'firing',
      'firing',
      'firing',
      'firing',
      'resolved',
    ]);
  });

  test('of which nothing is known stays as it is, and the time goes on', () => {
    expect(walk(['unknown', 'bad', 'unknown', 'bad', 'clear', 'unknown', 'clear'])).toEqual([
      'none',
      'pending',
      'pending',
      'firing',
      'firing',
      'firing',
      'resolved',
    ]);
  });

  test('that swings around a threshold does not flap', () => {
    const swing: Verdict[] = Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 'bad' : 'clear'));
    expect(new Set(walk(swing))).toEqual(new Set(['pending', 'none']));
    expect(new Set(walk(['bad', 'bad', 'bad', ...swing]).slice(2))).toEqual(new Set(['firing']));
  });
});

describe('a value', () => {
  const cases: [Observation | undefined, Partial<typeof rule>, Verdict][] = [
    [seen(100.1), {}, 'bad'],
    [seen(100), {}, 'between'],
    [seen(80.1), {}, 'between'],
    [seen(80), {}, 'clear'],
    [seen(101), { clear_threshold: null as never }, 'bad'],
    [seen(100), { clear_threshold: null as never }, 'clear'],
    [seen(500, 4), {}, 'clear'],
    [seen(500, 4), { missing_data: 'keep' as never }, 'unknown'],
    [seen(1, 4), { missing_data: 'fire' as never }, 'bad'],
    [seen(undefined, 0), { minimum_count: 0 as never }, 'clear'],
    [undefined, {}, 'clear'],
    [undefined, { missing_data: 'keep' as never }, 'unknown'],
    [undefined, { missing_data: 'fire' as never }, 'clear'],
    [
      seen(0, 0),
      {
        measure: 'api_request_rate' as never,
        comparator: 'below' as never,
        threshold: 1 as never,
        clear_threshold: null as never,
      },
      'bad',
    ],
  ];
  test.each(cases)('%o under %o is %s', (observation, over, verdict) => {
    expect(judge({ ...rule, ...over }, observation)).toBe(verdict);
  });
});

const offline = {
  ...rule,
  measure: 'device_offline',
  threshold: 60,
  clear_threshold: null,
  for_seconds: 0,
} as const;
const device = (id: string, provenance: 'real' | 'simulated' = 'real'): Observation => ({
  ...of({ provenance, labels: { device_id: id, site_id: 's' } }),
  value: 100,
  count: 1,
});

function take(
  before: Parameters<typeof stepSubjects>[1],
  observations: readonly Observation[],
  seconds: number,
  facts: MuteFacts = nobody,
) {
  const stepped = stepSubjects(offline, before, observations, seconds * 1_000);
  return tellEpisodes(offline, stepped.episodes, facts, seconds * 1_000);
}

describe('telling', () => {
  test('waits for others of the rule, and tells of all of them at once', () => {
    const first = take([], [device('a')], 0);
    expect(first.tellings).toEqual([]);
    const second = take(first.episodes, [device('a'), device('b')], 20);
    expect(second.tellings).toEqual([]);
    const third = take(second.episodes, [device('a'), device('b'), device('c')], 30);
    expect(
      third.tellings.map(({ type, episodes }) => [type, episodes.map((e) => e.labels.device_id)]),
    ).toEqual([['firing', ['a', 'b', 'c']]]);
    const fourth = take(third.episodes, [device('a'), device('b'), device('c')], 40);
    expect(fourth.tellings).toEqual([]);
  });

  test('tells of the end to whoever was told of the beginning, together', () => {
    const begun = take(
      take([], [device('a'), device('b')], 0).episodes,
      [device('a'), device('b')],
      30,
    );
    const clear = take(begun.episodes, [], 40);
    const over = take(clear.episodes, [], 100);
    expect(over.tellings).toEqual([]);
    const told = take(over.episodes, [], 130);
    expect(told.tellings.map(({ type, episodes }) => [type, episodes.length])).toEqual([
      ['resolved', 2],
    ]);
    expect(told.episodes).toEqual([]);
    expect(told.ended).toHaveLength(2);
  });

  test('nobody hears of a muted alert until the mute is over, and the log is told once a reason', () => {
    const silences = [
      {
        id: 3,
        ruleId: 7,
        subject: null,
        siteId: null,
        deviceId: 'a',
        fromMs: 0,
        toMs: 60_000,
        reason: 'Moving',
      },
    ];
    const muted = take([], [device('a')], 0, { ...nobody, silences });
    expect(muted.mutes.map(({ mute }) => mute)).toEqual([
      { reason: 'silenced', detail: 'Moving', silenceId: 3, untilMs: 60_000 },
    ]);
    const still = take(muted.episodes, [device('a')], 50, { ...nobody, silences });
    expect([still.mutes, still.tellings]).toEqual([[], []]);
    const waits = take(still.episodes, [device('a')], 60, { ...nobody, silences });
    expect(waits.episodes[0]?.muted).toBeUndefined();
    const told = take(waits.episodes, [device('a')], 90, { ...nobody, silences });
    expect(told.tellings.map(({ type }) => type)).toEqual(['firing']);
  });

  test('a muted alert that ends is nobody told of, neither its beginning nor its end', () => {
    const facts = { ...nobody, isMaintained: () => true };
    const ruled = { ...offline, mute_in_maintenance: true };
    let episodes: Parameters<typeof stepSubjects>[1] = [];
    const tellings: unknown[] = [];
    for (const seconds of [0, 30, 60, 90, 120, 150]) {
      const observations = seconds < 60 ? [device('a')] : [];
      const stepped = stepSubjects(ruled, episodes, observations, seconds * 1_000);
      const told = tellEpisodes(ruled, stepped.episodes, facts, seconds * 1_000);
      episodes = told.episodes;
      tellings.push(...told.tellings);
    }
    expect([tellings, episodes]).toEqual([[], []]);
  });

  test('simulated alerts are not sent unless the rule says so', () => {
    const { mutes } = take([], [device('a', 'simulated')], 0);
    expect(mutes.map(({ mute }) => mute.reason)).toEqual(['simulated']);
    const sends = { ...offline, send_simulated: true };
    const stepped = stepSubjects(sends, [], [device('a', 'simulated')], 0);
    expect(tellEpisodes(sends, stepped.episodes, nobody, 0).mutes).toEqual([]);
  });
});
