import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Entry, Rank } from './entry.ts';
import type { Ring } from './ring.ts';
import { createRing } from './ring.ts';

const tables = ['api_request_logs', 'error_logs', 'tool_usage_logs'] as const;
const step = fc.oneof(
  fc.record({
    kind: fc.constant('append' as const),
    table: fc.constantFrom(...tables),
    rank: fc.constantFrom<Rank>(0, 1, 2, 3),
    bytes: fc.integer({ min: 1, max: 60 }),
  }),
  fc.record({
    kind: fc.constant('take' as const),
    records: fc.integer({ min: 1, max: 8 }),
    bytes: fc.integer({ min: 1, max: 100 }),
  }),
  fc.record({ kind: fc.constant('release' as const) }),
);

const isWithin = (ring: Ring, bounds: { recordsMax: number; bytesMax: number }): boolean =>
  ring.records <= bounds.recordsMax && ring.bytes <= bounds.bytesMax;

test('at every step all that came in waits, was taken or was dropped, and the bounds hold', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const bounds = { recordsMax: 10, bytesMax: 200 };
      const ring = createRing(bounds);
      const count = { appended: 0, taken: 0, dropped: 0, released: 0 };
      const held: Entry[][] = [];
      for (const one of steps) {
        if (one.kind === 'append') {
          count.appended += 1;
          const { table, rank, bytes } = one;
          count.dropped += ring.append({ table, rank, bytes, text: '{}', serial: count.appended });
        } else if (one.kind === 'take') {
          const taken = ring.take(one.records, one.bytes);
          count.taken += taken.length;
          if (taken.length > 0) held.push(taken);
          expect(new Set(taken.map((entry) => entry.table)).size).toBeLessThanOrEqual(1);
          expect(taken.length).toBeLessThanOrEqual(one.records);
        } else {
          const back = held.shift() ?? [];
          count.released += back.length;
          ring.release(
            back.length,
            back.reduce((sum, entry) => sum + entry.bytes, 0),
          );
        }
        expect(count.appended).toBe(count.taken + count.dropped + ring.length);
        expect(ring.records).toBe(ring.length + count.taken - count.released);
        // What was taken cannot be dropped; whatever waits besides keeps within the bounds.
        expect(isWithin(ring, bounds) || ring.length === 0).toBe(true);
      }
    }),
    { numRuns: 500 },
  );
});

test('where there is no room, the oldest of the least worth goes; errors stay longest', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Rank>(0, 1, 2, 3), { maxLength: 60 }), (ranks) => {
      const ring = createRing({ recordsMax: 7, bytesMax: 1_000 });
      const entries = ranks.map(
        (rank, index): Entry => ({
          table: 'error_logs',
          rank,
          text: '{}',
          bytes: 1,
          serial: index + 1,
        }),
      );
      for (const entry of entries) ring.append(entry);
      const kept = [...entries]
        .sort((a, b) => b.rank - a.rank || b.serial - a.serial)
        .slice(0, 7)
        .sort((a, b) => a.serial - b.serial);
      expect(ring.take(100, 1_000)).toEqual(kept);
    }),
  );
});
