import { expect, test } from 'vitest';
import type { LiveTotals } from './live-totals.ts';
import { addToTotals } from './live-totals.ts';
import { renderView } from './render-view.ts';

const evening = Date.parse('2026-01-31T23:59:59.500Z');
const morning = Date.parse('2026-02-01T00:00:00.200Z');
const change = {
  tables: { error_logs: { real: 2, simulated: 1 } },
  errors: { error: 3 },
  lag: { other: 5 },
};
const empty: LiveTotals = { tables: {} };
const parts = {
  rates: new Map(),
  gauges: { fleet: {}, alerts: null, errors: null },
  lagSeconds: 0,
};

test('totals go on at midnight, what is of today begins anew', () => {
  const before = addToTotals(addToTotals(empty, change, evening), change, evening);
  expect(before.tables.error_logs).toEqual({ total: 6, today: { real: 4, simulated: 2 } });
  const after = addToTotals(before, change, morning);
  expect(after.tables.error_logs).toEqual({ total: 9, today: { real: 2, simulated: 1 } });
  expect(after.errors).toEqual({ error: 3 });
});

test('a server whose clock is behind does not bring yesterday back', () => {
  const totals = addToTotals(addToTotals(empty, change, morning), change, evening);
  expect(totals).toMatchObject({ day: '2026-02-01', errors: { error: 6 } });
});

test('after midnight a picture is of the new day though nothing came yet', () => {
  const totals = addToTotals(empty, change, evening);
  const [late, early] = [evening, morning].map((ms) => renderView({ ...parts, totals }, ms));
  expect(late?.metrics.tables.error_logs).toMatchObject({ total: 3, today: 3 });
  expect(early?.metrics.tables.error_logs).toMatchObject({ total: 3, today: 0, provenance: {} });
  expect(early?.metrics.errors).toEqual({});
});

test('how far another server is behind is told until it says otherwise, or nothing more', () => {
  const totals = addToTotals(empty, change, evening);
  expect(renderView({ ...parts, totals }, evening).metrics.ingest.lag_seconds).toBe(5);
  const better = addToTotals(totals, { lag: { other: 0 } }, evening + 1_000);
  expect(renderView({ ...parts, totals: better }, evening).metrics.ingest.lag_seconds).toBe(0);
  const later = addToTotals(totals, {}, evening + 61_000);
  expect(later.lag).toEqual({});
});
