import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { compileSchedule } from './compile-schedule.ts';
import { createLocalClock } from './local-clock.ts';
import { openingAt } from './opening-at.ts';
import type { ScheduleException, ScheduleLine } from './schedule-line.ts';
import { maintenanceSpanOf, openSpanOf, peakSpanOf } from './schedule-line.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

const line = (day_of_week: number, over: Partial<ScheduleLine> = {}): ScheduleLine => ({
  day_of_week,
  open_time: null,
  close_time: null,
  is_closed: false,
  is_maintenance_window: false,
  maintenance_start: null,
  maintenance_end: null,
  expected_transaction_volume: null,
  peak_hours_start: null,
  peak_hours_end: null,
  notes: null,
  special_considerations: null,
  ...over,
});

const hours = (day: number, open_time: string, close_time: string, over = {}) =>
  line(day, { open_time, close_time, ...over });

const closedOn = (date: string): ScheduleException => ({
  date,
  is_closed: true,
  open_time: null,
  close_time: null,
  notes: null,
});

const everyDay = [0, 1, 2, 3, 4, 5, 6];

function ask(
  zone: string,
  at: string,
  lines: readonly ScheduleLine[],
  exceptions: readonly ScheduleException[] = [],
) {
  const schedule = compileSchedule(createLocalClock(zone), lines, exceptions);
  const opening = openingAt(schedule, Date.parse(at));
  const iso = (ms: number | undefined) =>
    ms === undefined ? undefined : new Date(ms).toISOString().slice(0, 16);
  return {
    ...opening,
    nextOpen: iso(opening.nextOpenAtMs),
    nextClose: iso(opening.nextCloseAtMs),
    nextMaintenance: iso(opening.nextMaintenanceAtMs),
  };
}

test('a schedule says that a site without one is always open, never busy, and has no maintenance window', () => {
  expect(ask('UTC', '2026-01-05T03:00Z', [])).toEqual({
    isOpen: true,
    isPeak: false,
    inMaintenanceWindow: false,
  });
});

test('a schedule says split shifts, in a zone a quarter of an hour off', () => {
  const lines = [hours(0, '09:00', '12:00'), hours(0, '14:00', '18:00')];
  // 12:30 of Monday in Kathmandu, UTC+05:45.
  expect(ask('Asia/Kathmandu', '2026-01-05T06:45Z', lines)).toMatchObject({
    isOpen: false,
    nextOpen: '2026-01-05T08:15',
    nextClose: '2026-01-05T12:15',
  });
  expect(ask('Asia/Kathmandu', '2026-01-05T08:15Z', lines)).toMatchObject({
    isOpen: true,
    nextClose: '2026-01-05T12:15',
    nextOpen: '2026-01-12T03:15',
  });
});

test('a schedule says hours past midnight, which stay when the next day is closed, and go with their own', () => {
  const lines = everyDay.map((day) => hours(day, '18:00', '02:00'));
  const late = '2026-01-06T01:00Z';
  expect(ask('UTC', late, lines).isOpen).toBe(true);
  expect(ask('UTC', late, lines, [closedOn('2026-01-06')])).toMatchObject({
    isOpen: true,
    nextClose: '2026-01-06T02:00',
    nextOpen: '2026-01-07T18:00',
  });
  expect(ask('UTC', late, lines, [closedOn('2026-01-05')])).toMatchObject({
    isOpen: false,
    nextOpen: '2026-01-06T18:00',
  });
});

test('a schedule says that a day of other hours is busy only as far as it is open', () => {
  const lines = [
    hours(0, '08:00', '20:00', { peak_hours_start: '12:00', peak_hours_end: '16:00' }),
  ];
  const short = {
    ...closedOn('2026-01-05'),
    is_closed: false,
    open_time: '10:00',
    close_time: '14:00',
  };
  expect(ask('UTC', '2026-01-05T13:00Z', lines, [short]).isPeak).toBe(true);
  expect(ask('UTC', '2026-01-05T15:00Z', lines, [short])).toMatchObject({
    isPeak: false,
    isOpen: false,
  });
  expect(ask('UTC', '2026-01-05T13:00Z', lines, [closedOn('2026-01-05')]).isPeak).toBe(false);
});

test('a schedule says busy hours after the midnight within the hours', () => {
  const lines = [
    hours(4, '20:00', '04:00', { peak_hours_start: '01:00', peak_hours_end: '03:00' }),
  ];
  expect(ask('UTC', '2026-01-10T02:00Z', lines).isPeak).toBe(true);
  expect(ask('UTC', '2026-01-09T02:00Z', lines).isPeak).toBe(false);
});

test('a schedule says maintenance windows over midnight, on closed days too', () => {
  const window = {
    is_maintenance_window: true,
    maintenance_start: '23:00',
    maintenance_end: '01:00',
  };
  const lines = [hours(0, '08:00', '20:00', window), line(6, { is_closed: true })];
  expect(ask('UTC', '2026-01-06T00:30Z', lines)).toMatchObject({
    inMaintenanceWindow: true,
    nextMaintenance: '2026-01-12T23:00',
  });
  expect(ask('UTC', '2026-01-05T12:00Z', lines, [closedOn('2026-01-05')])).toMatchObject({
    inMaintenanceWindow: false,
    nextMaintenance: '2026-01-05T23:00',
  });
});

test('a schedule says that round the clock never closes, but for a holiday', () => {
  const lines = everyDay.map((day) => hours(day, '00:00', '00:00'));
  expect(ask('Europe/London', '2026-01-05T12:00Z', lines)).toMatchObject({
    isOpen: true,
    nextClose: undefined,
    nextOpen: undefined,
  });
  expect(ask('Europe/London', '2026-01-05T12:00Z', lines, [closedOn('2026-07-25')])).toMatchObject({
    nextClose: '2026-07-24T23:00',
    nextOpen: '2026-07-25T23:00',
  });
});

test('a schedule says that a site which only names its closed days is open on all others', () => {
  expect(ask('UTC', '2026-01-05T12:00Z', [line(6, { is_closed: true })])).toMatchObject({
    isOpen: true,
    nextClose: '2026-01-11T00:00',
    nextOpen: '2026-01-12T00:00',
  });
});

test('a schedule says when a clock jumps: an opening in the gap is the jump, an hour that comes twice counts once', () => {
  const gap = [hours(6, '01:30', '05:00')];
  // London, 29 March 2026: 01:00 becomes 02:00.
  expect(ask('Europe/London', '2026-03-29T00:59Z', gap).nextOpen).toBe('2026-03-29T01:00');
  const twice = [hours(6, '01:30', '01:45')];
  // London, 25 October 2026: 02:00 becomes 01:00.
  expect(ask('Europe/London', '2026-10-25T00:35Z', twice).isOpen).toBe(true);
  expect(ask('Europe/London', '2026-10-25T01:35Z', twice).isOpen).toBe(false);
});

test('a schedule says UTC where the zone is not known', () => {
  expect(ask('Nowhere/Land', '2026-01-05T12:00Z', [hours(0, '11:00', '13:00')]).isOpen).toBe(true);
});

/** Zones with their jumps, and days around which they jumped. */
const places = fc.constantFrom(
  ['Europe/London', '2026-03-29'],
  ['Europe/London', '2026-10-25'],
  ['America/New_York', '2026-11-01'],
  ['Asia/Kathmandu', '2026-05-01'],
  ['Pacific/Chatham', '2026-04-05'],
  ['Pacific/Chatham', '2026-09-27'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Africa/Casablanca', '2026-03-22'],
  ['Pacific/Apia', '2011-12-30'],
  ['UTC', '2026-02-01'],
);

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '50'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);

const anyLine = fc
  .record({
    day_of_week: fc.integer({ min: 0, max: 6 }),
    open: fc.option(fc.tuple(time, time)),
    peak: fc.option(fc.tuple(time, time)),
    maintenance: fc.option(fc.tuple(time, time)),
    is_closed: fc.boolean().map((closed) => closed),
  })
  .map(({ day_of_week, open, peak, maintenance, is_closed }) =>
    line(day_of_week, {
      is_closed: is_closed && open === null,
      open_time: open?.[0] ?? null,
      close_time: open?.[1] ?? null,
      peak_hours_start: peak?.[0] ?? null,
      peak_hours_end: peak?.[1] ?? null,
      is_maintenance_window: maintenance !== null,
      maintenance_start: maintenance?.[0] ?? null,
      maintenance_end: maintenance?.[1] ?? null,
    }),
  );

const exceptionAfter = fc.record({
  days: fc.integer({ min: -2, max: 3 }),
  open: fc.option(fc.tuple(time, time)),
});

type State = 'isOpen' | 'isPeak' | 'inMaintenanceWindow';

/** What the lines say while the wall clock shows a time. */
function stateAt(
  wallMs: number,
  lines: readonly ScheduleLine[],
  dates: ReadonlyMap<string, ScheduleException>,
): Record<State, boolean> {
  const hoursGiven = lines.some((each) => openSpanOf(each) !== undefined);
  const state = { isOpen: false, isPeak: false, inMaintenanceWindow: false };
  for (let back = 0; back <= 3; back += 1) {
    const dayStartMs = (Math.floor(wallMs / dayMs) - back) * dayMs;
    const within = (span: { fromMs: number; toMs: number } | undefined) =>
      span !== undefined && dayStartMs + span.fromMs <= wallMs && wallMs < dayStartMs + span.toMs;
    const date = new Date(dayStartMs).toISOString().slice(0, 10);
    const weekday = (new Date(dayStartMs).getUTCDay() + 6) % 7;
    const today = lines.filter((each) => each.day_of_week === weekday);
    const exception = dates.get(date);
    const isClosed = today.some((each) => each.is_closed);
    if (exception !== undefined) state.isOpen ||= within(openSpanOf(exception));
    else if (!hoursGiven && !isClosed) state.isOpen ||= back === 0;
    else if (!isClosed) state.isOpen ||= today.some((each) => within(openSpanOf(each)));
    state.isPeak ||= today.some((each) => within(peakSpanOf(each)));
    state.inMaintenanceWindow ||= today.some((each) => within(maintenanceSpanOf(each)));
  }
  state.isPeak &&= state.isOpen;
  return state;
}

/**
 * The same, minute by minute: the wall clock is read and never goes back, and a span of a day holds
 * while the clock is within it. Slow, and without a thought for transitions of zones.
 */
function walk(
  zone: string,
  fromMs: number,
  minutes: number,
  lines: readonly ScheduleLine[],
  exceptions: readonly ScheduleException[],
) {
  const dates = new Map(exceptions.map((each) => [each.date, each]));
  const states: Record<State, boolean>[] = [];
  let wallMs = Number.NEGATIVE_INFINITY;
  let offsetMs = 0;
  for (let minute = -3 * 1_440; minute < minutes; minute += 1) {
    const atMs = fromMs + minute * minuteMs;
    // Zones change on quarters of an hour.
    if (minute % 15 === 0) {
      const zoned = Temporal.Instant.fromEpochMilliseconds(atMs).toZonedDateTimeISO(zone);
      offsetMs = zoned.offsetNanoseconds / 1_000_000;
    }
    wallMs = Math.max(wallMs, atMs + offsetMs);
    if (minute < 0) continue;
    states.push(stateAt(wallMs, lines, dates));
  }
  return states;
}

/** The first minute after the one at which a state turns. */
function findTurn(states: readonly Record<State, boolean>[], at: number, name: State, to: boolean) {
  for (let i = at + 1; i < states.length; i += 1) {
    if (states[i]?.[name] === to && states[i - 1]?.[name] === !to) return i;
  }
  return undefined;
}

test('any schedule in any zone says what walking through it minute by minute says', () => {
  fc.assert(
    fc.property(
      places,
      fc.array(anyLine, { maxLength: 6 }),
      fc.array(exceptionAfter, { maxLength: 3 }),
      (place, lines, shifted) => {
        const [zone = '', day = ''] = place;
        const startMs = Date.parse(`${day}T00:00Z`) - dayMs;
        const exceptions = [
          ...new Map(
            shifted.map(({ days, open }) => {
              const date = new Date(startMs + days * dayMs).toISOString().slice(0, 10);
              const [open_time = null, close_time = null] = open ?? [];
              return [date, { date, is_closed: open === null, open_time, close_time, notes: null }];
            }),
          ).values(),
        ];
        const minutes = 4 * 1_440;
        const states = walk(zone, startMs, minutes, lines, exceptions);
        const schedule = compileSchedule(createLocalClock(zone), lines, exceptions);
        const minuteOf = (ms: number | undefined) => {
          const minute = ms === undefined ? undefined : (ms - startMs) / minuteMs;
          return minute !== undefined && minute < minutes ? minute : undefined;
        };
        for (let minute = 0; minute < minutes; minute += 25) {
          const opening = openingAt(schedule, startMs + minute * minuteMs);
          const { isOpen, isPeak, inMaintenanceWindow } = opening;
          expect({ isOpen, isPeak, inMaintenanceWindow }, String(minute)).toEqual(states[minute]);
          expect(minuteOf(opening.nextOpenAtMs)).toBe(findTurn(states, minute, 'isOpen', true));
          expect(minuteOf(opening.nextCloseAtMs)).toBe(findTurn(states, minute, 'isOpen', false));
          expect(minuteOf(opening.nextMaintenanceAtMs)).toBe(
            findTurn(states, minute, 'inMaintenanceWindow', true),
          );
        }
      },
    ),
    { numRuns: 30 },
  );
}, 30_000);

test('a thousand sites of many zones are asked within a tenth of a second or so', () => {
  const zones = ['Europe/London', 'Asia/Kathmandu', 'Pacific/Chatham', 'America/New_York'];
  const clocks = zones.map(createLocalClock);
  const lines = everyDay.map((day) => hours(day, '08:00', '22:00'));
  const schedules = Array.from({ length: 1_000 }, (_, i) =>
    compileSchedule(clocks[i % 4] ?? createLocalClock('UTC'), lines, []),
  );
  const atMs = Date.parse('2026-03-28T12:00Z');
  const startedMs = performance.now();
  for (const schedule of schedules) openingAt(schedule, atMs);
  expect(performance.now() - startedMs).toBeLessThan(1_000);
});
