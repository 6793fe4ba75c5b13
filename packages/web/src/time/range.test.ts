import { expect, test } from 'vitest';
import { freeze, readRange, shiftRange, spanOf, writeRange, zoomOut } from './range.ts';

const nowMs = Date.parse('2026-11-22T12:00:00Z');
const hour = 3_600_000;
const last = (hours: number) => ({ kind: 'last', lengthMs: hours * hour }) as const;

test.each([
  ['15m', last(0.25)],
  ['6h', last(6)],
  ['3d', last(72)],
  ['2w', last(336)],
  ['', last(6)],
  ['nonsense', last(6)],
  ['0h', last(6)],
])('the address range=%s is read, and written again as it was', (range, expected) => {
  expect(readRange({ range })).toEqual(expected);
  expect(readRange(writeRange(readRange({ range })))).toEqual(expected);
});

test('a frozen range is kept in the address in UTC', () => {
  const range = freeze(nowMs - hour, nowMs);
  expect(writeRange(range)).toEqual({
    range: '',
    from: '2026-11-22T11:00:00Z',
    to: '2026-11-22T12:00:00Z',
  });
  expect(readRange(writeRange(range))).toEqual(range);
});

test('the usual range is no part of the address', () => {
  expect(writeRange(last(6))).toEqual({ range: '', from: '', to: '' });
});

test('ends the wrong way round are put right, and nothing is shorter than a minute', () => {
  expect(freeze(nowMs, nowMs - hour)).toEqual(freeze(nowMs - hour, nowMs));
  expect(spanOf(freeze(nowMs, nowMs), nowMs)).toEqual({ fromMs: nowMs, toMs: nowMs + 60_000 });
});

test('a shift goes half the length; forward past now it is live again', () => {
  const earlier = shiftRange(last(2), -1, nowMs);
  expect(spanOf(earlier, nowMs)).toEqual({ fromMs: nowMs - 3 * hour, toMs: nowMs - hour });
  expect(shiftRange(earlier, 1, nowMs)).toEqual(last(2));
});

test('zooming out doubles the range around its middle, and never beyond now', () => {
  expect(zoomOut(last(6), nowMs)).toEqual(last(12));
  const past = freeze(nowMs - 10 * hour, nowMs - 8 * hour);
  expect(zoomOut(past, nowMs)).toEqual(freeze(nowMs - 11 * hour, nowMs - 7 * hour));
  const near = freeze(nowMs - 2 * hour, nowMs - hour / 2);
  expect(spanOf(zoomOut(near, nowMs), nowMs).toMs).toBe(nowMs);
});
