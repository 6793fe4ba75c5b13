import { histogramRelativeError, provenances } from '@homepot/catalogue';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { TestHouse } from '../../../../test/test-house.ts';
import { startTestHouse } from '../../../../test/test-house.ts';
import { selfSender } from '../../../intake/index.ts';
import { createManualClock } from '../../../kernel/index.ts';
import type { QueryDeps } from '../../run-read.ts';

const hourMs = 3_600_000;

/** The instant that the metrics of these tests are asked at. */
export const nowMs: number = Date.UTC(2026, 0, 5, 12, 34, 56);

/** A row as SQL tells it. */
export type Row = Readonly<Record<string, unknown>>;

/** A house whose rows came in by the door, and what SQL says of them. */
export interface MetricHouse {
  readonly house: TestHouse;
  /** Reads at `nowMs`. */
  readonly deps: QueryDeps;
  /** Sends records through the door and waits until they are stored: of that origin, or of every one in turn. */
  send(table: string, records: readonly object[], provenance?: string): Promise<void>;
  recount(text: string, values: readonly unknown[]): Promise<readonly Row[]>;
}

/** Starts an empty house. */
export async function startMetricHouse(): Promise<MetricHouse> {
  const house = await startTestHouse({ settings: { ANALYTICS_ENABLED: 'false' } });
  return {
    house,
    deps: { database: house.database, clock: createManualClock(nowMs) },
    async send(table, records, only) {
      const origins = provenances.filter((each) => only === undefined || each === only);
      const groups = Map.groupBy(records, (_, i) => origins[i % origins.length] ?? 'real');
      for (const [provenance, each] of groups) {
        const sender = { ...selfSender, provenance };
        const input = { kind: 'records', records: each } as const;
        const answer = await house.intake.submit(sender, table, input, { historical: true });
        expect(answer.rejected).toEqual([]);
      }
      await house.drained();
    },
    recount: (text, values) => house.database.query<Row>(text, values),
  };
}

/** Instants of the sixty hours before `nowMs`, some of them on the edge of a minute, hour or day. */
const times = fc
  .oneof(
    { arbitrary: fc.integer({ min: 0, max: 60 * hourMs }), weight: 9 },
    fc.integer({ min: 0, max: 59 }).map((hours) => hours * hourMs + (nowMs % hourMs)),
  )
  .map((back) => new Date(nowMs - back).toISOString());

/** Milliseconds, or nothing. */
export const durations: fc.Arbitrary<number | null> = fc.option(
  fc.oneof(fc.integer({ min: 0, max: 30_000 }), fc.integer({ min: 1, max: 50 })),
  { freq: 4 },
);

/** The same records every time. */
export function createRecords(
  count: number,
  columns: Record<string, fc.Arbitrary<unknown>>,
): readonly object[] {
  return fc.sample(fc.record({ timestamp: times, ...columns }), { numRuns: count, seed: 11 });
}

/** What SQL says of the values of a column. */
export const statisticsText = (column: string): string => `count(*) AS count,
  count(${column}) AS measured, avg(${column}) AS avg, min(${column}) AS min, max(${column}) AS max,
  percentile_disc(0.5) WITHIN GROUP (ORDER BY ${column}) AS p50,
  percentile_disc(0.95) WITHIN GROUP (ORDER BY ${column}) AS p95,
  percentile_disc(0.99) WITHIN GROUP (ORDER BY ${column}) AS p99`;

/** Expects what a metric tells to be what SQL says: percentiles within the error of a histogram. */
export function expectStatistics(told: Row, exact: Row | undefined, unit: string): void {
  expect(exact).toBeDefined();
  if (exact === undefined) return;
  expect(told).toMatchObject({ count: exact.count, measured: exact.measured });
  for (const name of ['avg', 'min', 'max']) {
    const value = exact[name] === null ? null : Number(exact[name]);
    if (value === null) expect(told[`${name}_${unit}`]).toBeNull();
    else expect(told[`${name}_${unit}`]).toBeCloseTo(value, 6);
  }
  for (const name of ['p50', 'p95', 'p99']) {
    if (exact[name] === null) {
      expect(told[`${name}_${unit}`]).toBeNull();
      continue;
    }
    const allowed = Number(exact[name]) * (histogramRelativeError + 1e-9) + 1e-9;
    expect(Math.abs(Number(told[`${name}_${unit}`]) - Number(exact[name]))).toBeLessThanOrEqual(
      allowed,
    );
  }
}
