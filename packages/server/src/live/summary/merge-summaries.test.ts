import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limits } from '../../kernel/index.ts';
import { boundTold } from './bound-told.ts';
import type { LiveSummary } from './live-summary.ts';
import { mergeSummaries } from './merge-summaries.ts';

const count = fc.nat({ max: 1_000 });
const counts = fc.dictionary(fc.constantFrom('a', 'b', 'c'), count, { maxKeys: 3 });
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const change = fc.record({
  at: fc.constant('2026-01-31T08:00:00.000Z'),
  device_id: fc.string(),
  from: fc.constant(null),
  to: fc.constantFrom('online', 'offline'),
});
const told = fc.record({
  items: fc.array(fc.record({ id: fc.nat({ max: 9 }), n: count })),
  skipped: count,
});
const summary: fc.Arbitrary<LiveSummary> = fc
  .record({
    tables: optional(fc.dictionary(fc.constantFrom('t', 'u'), counts)),
    requests: optional(fc.record({ classes: counts, measured: count, sum: count, max: count })),
    errors: optional(counts),
    tools: optional(counts),
    states: optional(fc.record({ changes: fc.array(change, { maxLength: 150 }), skipped: count })),
    told: optional(fc.record({ jobs: told, alerts: told })),
    lag: optional(counts),
  })
  .map((parts) => JSON.parse(JSON.stringify(parts)));

test('it does not matter in which steps summaries are merged', () => {
  fc.assert(
    fc.property(summary, summary, summary, (a, b, c) => {
      const left = mergeSummaries(mergeSummaries(a, b), c);
      const right = mergeSummaries(a, mergeSummaries(b, c));
      const { told: toldLeft, ...restLeft } = left;
      const { told: toldRight, ...restRight } = right;
      expect(restLeft).toEqual(restRight);
      for (const topic of ['jobs', 'alerts'] as const) {
        expect(toldLeft?.[topic]?.items).toEqual(toldRight?.[topic]?.items);
      }
    }),
  );
});

test('nothing that was given is changed', () => {
  fc.assert(
    fc.property(summary, summary, (a, b) => {
      const before = JSON.stringify([a, b]);
      mergeSummaries(a, b);
      expect(JSON.stringify([a, b])).toBe(before);
    }),
  );
});

test('changes of state are told up to a limit, the newest, and counted beyond it', () => {
  const changes = Array.from({ length: 150 }, (_, i) => ({
    at: '',
    device_id: `pos-${i}`,
    from: null,
    to: 'online',
  }));
  const merged = mergeSummaries(
    { states: { changes, skipped: 1 } },
    { states: { changes, skipped: 0 } },
  );
  expect(merged.states?.changes).toHaveLength(limits.liveStateChangesMax);
  expect(merged.states?.skipped).toBe(101);
  expect(merged.states?.changes.at(-1)?.device_id).toBe('pos-149');
});

test('what is told of a topic is bounded in number and in bytes', () => {
  const many = Array.from({ length: 150 }, (_, id) => ({ id }));
  expect(boundTold(many, 3)).toEqual({ items: many.slice(50), skipped: 53 });
  const long = Array.from({ length: 10 }, (_, id) => ({ id, text: 'x'.repeat(10_000) }));
  const { items, skipped } = boundTold(long, 0);
  expect(items.map((item) => (item as { id: number }).id)).toEqual([4, 5, 6, 7, 8, 9]);
  expect(skipped).toBe(4);
});
