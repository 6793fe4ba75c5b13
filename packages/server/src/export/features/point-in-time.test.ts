import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExportGround } from '../test/export-ground.ts';
import { openExportGround } from '../test/export-ground.ts';
import { computeFeatures } from './compute-features.ts';
import type { DeviceHistory } from './feature-cell.ts';
import { readHistories } from './read-history.ts';

let ground: ExportGround;
beforeAll(async () => {
  ground = await openExportGround();
});
afterAll(() => ground.remove());

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const firstMs = Date.parse('2026-01-10T00:00:00Z');
const completeUntil = '2026-01-20T00:00:00Z';
const tables = [
  'device_metrics',
  'health_checks',
  'error_logs',
  'job_outcomes',
  'device_state_history',
] as const;
interface Planted {
  readonly table: (typeof tables)[number];
  readonly atMs: number;
  readonly lateMs: number;
  readonly value: number;
}

/** Some on the hour to the millisecond, some late by up to two days. */
const late = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 3 * hourMs }),
  fc.integer({ min: 0, max: 48 }).map((hours) => hours * hourMs),
);
const at = fc.oneof(
  fc.integer({ min: firstMs - dayMs, max: firstMs + dayMs }),
  fc.integer({ min: -24, max: 24 }).map((hours) => firstMs + hours * hourMs),
);
const planted: fc.Arbitrary<Planted> = fc.record({
  table: fc.constantFrom(...tables),
  atMs: at,
  lateMs: late,
  value: fc.integer({ min: 0, max: 100 }),
});

const iso = (ms: number) => new Date(ms).toISOString();

const valuesOf = ({ table, value }: Planted): object => {
  switch (table) {
    case 'device_metrics':
      return { cpu_percent: value };
    case 'health_checks':
      return { is_healthy: value > 50 };
    case 'error_logs':
      return { severity: value > 50 ? 'critical' : 'info', category: 'device' };
    case 'job_outcomes':
      return { status: value > 50 ? 'success' : 'failed' };
    case 'device_state_history':
      return { new_state: value > 50 ? 'online' : 'offline' };
  }
};

/** What happened to a device. */
interface Scenario {
  readonly device: string;
  readonly rows: readonly Planted[];
}

async function plant(scenarios: readonly Scenario[]): Promise<void> {
  for (const table of tables) {
    const own = scenarios.flatMap(({ device, rows }) =>
      rows
        .filter((row) => row.table === table)
        .map((row) => ({
          timestamp: iso(row.atMs),
          received_at: iso(row.atMs + row.lateMs),
          device_id: device,
          ...valuesOf(row),
        })),
    );
    if (own.length > 0) await ground.store(table, own);
  }
}

const readAll = (devices: readonly string[]) =>
  readHistories(ground.database, {
    devices,
    firstMs: firstMs + hourMs,
    lastMs: firstMs + dayMs,
    provenance: ['real'],
    completeUntil,
  });

function featuresOf(history: DeviceHistory | undefined, endMs: number) {
  if (history === undefined) throw new Error('no history');
  return computeFeatures(history, endMs, Date.parse(completeUntil));
}

const inputsOf = (found: object | undefined) =>
  Object.fromEntries(Object.entries(found ?? {}).filter(([name]) => !name.startsWith('label_')));

const knownAt = (row: Planted, endMs: number) => row.atMs < endMs && row.atMs + row.lateMs <= endMs;

let devices = 0;
const newDevice = () => {
  devices += 1;
  return `pos-${devices}`;
};

test('what happened later, or came later, changes no feature', async () => {
  const scenarios = fc.array(
    fc.record({
      rows: fc.array(planted, { minLength: 1, maxLength: 40 }),
      hour: fc.integer({ min: 1, max: 24 }),
    }),
    { minLength: 30, maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(scenarios, async (given) => {
      const pairs = given.map(({ rows, hour }) => {
        const endMs = firstMs + hour * hourMs;
        const all = { device: newDevice(), rows };
        const known = { device: newDevice(), rows: rows.filter((row) => knownAt(row, endMs)) };
        return { endMs, all, known };
      });
      await plant(pairs.flatMap(({ all, known }) => [all, known]));
      const histories = await readAll(
        pairs.flatMap(({ all, known }) => [all.device, known.device]),
      );
      for (const { endMs, all, known } of pairs) {
        const withLater = featuresOf(histories.get(all.device), endMs);
        const withoutLater = featuresOf(histories.get(known.device), endMs);
        expect(inputsOf(withLater)).toEqual(inputsOf(withoutLater));
      }
    }),
    { numRuns: 3 },
  );
});

/** The same features, counted the slow way. */
function countSlowly(rows: readonly Planted[], endMs: number) {
  const known = (table: string, hours: number) =>
    rows.filter(
      (row) => row.table === table && knownAt(row, endMs) && row.atMs >= endMs - hours * hourMs,
    );
  const metrics = known('device_metrics', 24);
  const checks = known('health_checks', 24);
  if (metrics.length + checks.length === 0) return undefined;
  const mean = metrics.reduce((sum, { value }) => sum + value, 0) / metrics.length;
  const isFailure = ({ table, value, atMs }: Planted) =>
    table === 'device_state_history' && value <= 50 && atMs >= endMs && atMs < endMs + dayMs;
  return {
    metrics_rows_24h: metrics.length,
    cpu_percent_mean_24h: metrics.length === 0 ? null : expect.closeTo(mean, 6),
    metrics_rows_1h: known('device_metrics', 1).length,
    unhealthy_checks_24h: checks.filter(({ value }) => value <= 50).length,
    severe_errors_24h: known('error_logs', 24).filter(({ value }) => value > 50).length,
    job_failures_24h: known('job_outcomes', 24).filter(({ value }) => value <= 50).length,
    state_changes_24h: known('device_state_history', 24).length,
    label_failed_within_24h: rows.some(isFailure),
  };
}

test('features are what the rows say that were known', async () => {
  const many = fc.array(fc.array(planted, { minLength: 5, maxLength: 60 }), {
    minLength: 20,
    maxLength: 20,
  });
  await fc.assert(
    fc.asyncProperty(many, async (given) => {
      const scenarios = given.map((rows) => ({ device: newDevice(), rows }));
      await plant(scenarios);
      const histories = await readAll(scenarios.map(({ device }) => device));
      for (const { device, rows } of scenarios) {
        for (const hour of [1, 7, 24]) {
          const endMs = firstMs + hour * hourMs;
          const found = featuresOf(histories.get(device), endMs);
          const wanted = countSlowly(rows, endMs);
          if (wanted === undefined) expect(found).toBeUndefined();
          else expect(found).toMatchObject(wanted);
        }
      }
    }),
    { numRuns: 2 },
  );
});

test('a label is open as long as its day is not over', async () => {
  const rows = [{ table: 'device_metrics', atMs: firstMs, lateMs: 0, value: 1 } as const];
  const device = newDevice();
  await plant([{ device, rows }]);
  const history = (await readAll([device])).get(device);
  if (history === undefined) throw new Error('no history');
  const labelAt = (endOfKnowledgeMs: number) =>
    computeFeatures(history, firstMs + hourMs, endOfKnowledgeMs)?.label_failed_within_24h;
  expect(labelAt(firstMs + dayMs)).toBeNull();
  expect(labelAt(firstMs + dayMs + hourMs)).toBe(false);
});
