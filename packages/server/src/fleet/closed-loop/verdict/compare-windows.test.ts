import { expect, test } from 'vitest';
import type { FleetOptions, Harm } from '../../../../test/synthetic-fleet.ts';
import { playSyntheticFleet } from '../../../../test/synthetic-fleet.ts';
import type { Outcome } from './compare-windows.ts';
import { compareWindows } from './compare-windows.ts';

const harmOf = (seed: number): Harm => ({
  responseFactor: 1.5 + 0.05 * (seed % 11),
  latencyFactor: 1.5 + 0.05 * ((3 * seed) % 11),
  errorRateAdded: 3 + (seed % 5),
  unhealthyAdded: 0.25,
});

function count(
  outcome: Outcome,
  seeds: number,
  options: (seed: number) => Omit<FleetOptions, 'seed'>,
): number {
  const outcomes = Array.from({ length: seeds }, (_, seed) => {
    const fleet = playSyntheticFleet({ seed, ...options(seed) });
    return compareWindows([fleet]).outcome;
  });
  return outcomes.filter((each) => each === outcome).length;
}

test('of 100 changes that do nothing at most one is called worse, and one better', () => {
  for (const windowSeconds of [60, 120]) {
    expect(count('degraded', 100, () => ({ windowSeconds }))).toBeLessThanOrEqual(1);
    expect(count('improved', 100, () => ({ windowSeconds }))).toBeLessThanOrEqual(1);
  }
});

test('of 50 bad versions on 5 of 12 devices at least 48 are found within a minute of reports', () => {
  const found = count('degraded', 50, (seed) => ({ windowSeconds: 60, harm: harmOf(seed) }));
  expect(found).toBeGreaterThanOrEqual(48);
});

test('a version that takes trouble away is called better', () => {
  // What is better than before is what is worse the other way round.
  const fleet = playSyntheticFleet({ seed: 1, windowSeconds: 120, harm: harmOf(1) });
  const changed = fleet.changed.map(({ deviceId, before, after }) => ({
    deviceId,
    before: after,
    after: before,
  }));
  expect(compareWindows([{ ...fleet, changed }]).outcome).toBe('improved');
});

test('less memory or processor alone is no improvement, more of it is harm', () => {
  const fleet = playSyntheticFleet({ seed: 4, windowSeconds: 120 });
  const at = (level: number) => {
    return { samples: 24, effective: 12, mean: level, level, p95: level, sd: 2, mad: 1 };
  };
  for (const name of ['memory_percent', 'cpu_percent'] as const) {
    const move = (pairs: typeof fleet.changed, percent: number) =>
      pairs.map(({ deviceId, before, after }) => ({
        deviceId,
        before: { ...before, metrics: { ...before.metrics, [name]: at(50) } },
        after: { ...after, metrics: { ...after.metrics, [name]: at(50 + percent) } },
      }));
    const peers = move(fleet.peers, 0);
    const less = compareWindows([{ changed: move(fleet.changed, -30), peers }]);
    expect(less.outcome, name).toBe('unchanged');
    expect(less.metrics).toContainEqual(expect.objectContaining({ name, judged: 'better' }));
    const more = compareWindows([{ changed: move(fleet.changed, 30), peers }]);
    expect(more.outcome, name).toBe('degraded');
  }
});

test('one device of five that breaks by chance says nothing about the change', () => {
  const found = count('degraded', 40, () => ({ windowSeconds: 120, brokenByChance: 1 }));
  expect(found).toBeLessThanOrEqual(1);
});

test('but of that device alone it is said', () => {
  const fleet = playSyntheticFleet({ seed: 3, windowSeconds: 60, brokenByChance: 1 });
  const [broken] = fleet.changed;
  const verdict = compareWindows([
    { changed: broken === undefined ? [] : [broken], peers: fleet.peers },
  ]);
  expect(verdict.outcome).toBe('degraded');
});

test('what happens to all devices alike is not the change', () => {
  const harm = harmOf(1);
  const { changed } = playSyntheticFleet({
    seed: 5,
    windowSeconds: 120,
    changed: 12,
    peers: 0,
    harm,
  });
  const split = { changed: changed.slice(0, 5), peers: changed.slice(5) };
  const { outcome, metrics } = compareWindows([split]);
  expect(outcome).toBe('unchanged');
  const response = metrics.find(({ name }) => name === 'response_time_ms');
  const moved = (response?.after ?? 0) - (response?.before ?? 0);
  expect(moved).toBeGreaterThan(50);
  expect(Math.abs(response?.effect ?? moved)).toBeLessThan(moved / 2);
});

test('without peers only what is gross counts', () => {
  const windowSeconds = 300;
  const alone = (seed: number, harm?: Harm) => {
    const { changed } = playSyntheticFleet({ seed, windowSeconds, ...(harm && { harm }) });
    return compareWindows([{ changed, peers: [] }]);
  };
  expect(alone(1)).toMatchObject({ outcome: 'unchanged', method: 'before_and_after', peers: 0 });
  expect(alone(1, harmOf(9)).outcome).toBe('degraded');
});

test('a device that falls silent got worse, though it measured nothing', () => {
  const { changed, peers } = playSyntheticFleet({ seed: 2, windowSeconds: 60 });
  const silent = changed.map(({ deviceId, before, after }) => {
    const silence = { samples: 6, effective: 6, mean: 1, level: 1, p95: 1, sd: 0, mad: 0 };
    return {
      deviceId,
      before,
      after: { ...after, reports: 0, metrics: { silent_share: silence } },
    };
  });
  const verdict = compareWindows([{ changed: silent, peers }]);
  expect(verdict.outcome).toBe('degraded');
  expect(verdict.metrics.find(({ judged }) => judged === 'worse')?.name).toBe('silent_share');
});

test('a few reports are not enough to judge by', () => {
  const { changed, peers } = playSyntheticFleet({ seed: 2, windowSeconds: 20 });
  expect(compareWindows([{ changed, peers }]).outcome).toBe('not_enough_data');
  expect(compareWindows([{ changed: [], peers }]).outcome).toBe('not_enough_data');
});
