import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExportRequest, SplitRequest } from '../request/export-request.ts';
import type { SplitSubject } from './split-rows.ts';
import { createSplit } from './split-rows.ts';
import { boundariesOf } from './time-boundaries.ts';

const dayMs = 86_400_000;
const fromMs = Date.parse('2026-01-01T05:30:00Z');

const shares = fc
  .tuple(fc.integer({ min: 1, max: 98 }), fc.integer({ min: 0, max: 50 }))
  .map(([train, rest]) => {
    const validation = Math.min(rest, 99 - train);
    return {
      train: train / 100,
      validation: validation / 100,
      test: (100 - train - validation) / 100,
    };
  });

const splits: fc.Arbitrary<SplitRequest> = fc
  .record({
    by: fc.constantFrom('time' as const, 'device' as const, 'site' as const),
    seed: fc.string({ maxLength: 5 }),
    shares,
  })
  .map(({ by, seed, shares: given }) => ({ by, seed, ...given }));

const subjects = fc.array(
  fc.record({
    device: fc.option(
      fc.integer({ min: 0, max: 20 }).map((i) => `pos-${i}`),
      { nil: undefined },
    ),
    atMs: fc.integer({ min: fromMs, max: fromMs + 30 * dayMs - 1 }),
    person: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
  }),
  { minLength: 20, maxLength: 200 },
);

const requestOf = (split: SplitRequest): ExportRequest =>
  ({
    split,
    from: new Date(fromMs).toISOString(),
    to: new Date(fromMs + 30 * dayMs).toISOString(),
  }) as ExportRequest;

const siteOf = (device: string | undefined) =>
  device === undefined || device === 'pos-7' ? undefined : `site-${device.length}`;

/** Whatever must not be on two sides, of a row. */
function unitsOf({ by }: SplitRequest, { device, atMs, person }: Omit<SplitSubject, 'site'>) {
  const day = Math.floor(atMs / dayMs);
  const site = siteOf(device);
  return [
    `${device ?? person ?? 'nobody'} on day ${day}`,
    ...(by === 'device' && device !== undefined ? [`device ${device}`] : []),
    ...(by === 'site' && site !== undefined ? [`site ${site}`] : []),
    ...(by !== 'time' && device === undefined && person !== undefined ? [`person ${person}`] : []),
    ...(by === 'time' ? [`day ${day}`] : []),
  ];
}

test('no device has rows of a day on two sides, and no site, device or person where it is split by', () => {
  fc.assert(
    fc.property(splits, subjects, (split, rows) => {
      const sideOf = createSplit(requestOf(split));
      const sides = new Map<string, string | undefined>();
      for (const row of rows) {
        const side = sideOf({ ...row, site: siteOf(row.device) });
        expect(side).toBeDefined();
        for (const unit of unitsOf(split, row)) {
          expect(sides.get(unit) ?? side, unit).toBe(side);
          sides.set(unit, side);
        }
      }
    }),
    { numRuns: 200 },
  );
});

test('the parts of a split by time follow each other, each of whole days, and fill the range', () => {
  fc.assert(
    fc.property(splits, fc.integer({ min: 1, max: 40 }), (split, days) => {
      const range = {
        from: new Date(fromMs).toISOString(),
        to: new Date(fromMs + days * dayMs).toISOString(),
      };
      const parts = boundariesOf(split, range);
      if (parts === undefined) return;
      expect(parts[0]?.fromMs).toBeLessThanOrEqual(fromMs);
      expect(parts.at(-1)?.untilMs).toBeGreaterThanOrEqual(fromMs + days * dayMs);
      for (const [i, { fromMs: begin, untilMs: end }] of parts.entries()) {
        expect(end).toBeGreaterThan(begin);
        expect(begin % dayMs).toBe(0);
        if (i > 0) expect(begin).toBe(parts[i - 1]?.untilMs);
      }
    }),
  );
});

test('another seed gives other sides, the same seed the same in another export', () => {
  const split = { by: 'device', train: 0.5, validation: 0.25, test: 0.25 } as const;
  const sidesOf = (seed: string) => {
    const sideOf = createSplit(requestOf({ ...split, seed }));
    return Array.from({ length: 200 }, (_, i) =>
      sideOf({ atMs: fromMs, device: `pos-${i}`, person: undefined, site: undefined }),
    );
  };
  expect(sidesOf('a')).toEqual(sidesOf('a'));
  expect(sidesOf('a')).not.toEqual(sidesOf('b'));
  const train = sidesOf('a').filter((side) => side === 'train').length;
  expect(train).toBeGreaterThan(70);
  expect(train).toBeLessThan(130);
});
