import { expect, test } from 'vitest';
import { barsOfWeek } from './week-bars.ts';
import { emptyLine, toLines, whereIs, withDay } from './week-draft.ts';

const empty = Array.from({ length: 7 }, () => []);
const line = (open: string, close: string, over = {}) => ({ ...emptyLine, open, close, ...over });

test('hours past midnight go on in the line of the next day, from Sunday to Monday too', () => {
  const bars = barsOfWeek(withDay(empty, [6], [line('20:00', '02:00')]));
  expect(bars[6]).toEqual([{ kind: 'open', from: 1_200, to: 1_440 }]);
  expect(bars[0]).toEqual([{ kind: 'open', from: 0, to: 120 }]);
});

test('two shifts are two bars, with their peak and the maintenance of the day', () => {
  const second = line('14:00', '20:00', {
    peakStart: '17:00',
    peakEnd: '19:00',
    maintenanceStart: '03:00',
    maintenanceEnd: '04:00',
  });
  const [monday] = barsOfWeek(withDay(empty, [0], [line('09:00', '13:00'), second]));
  expect(monday?.map(({ kind }) => kind)).toEqual(['open', 'open', 'peak', 'maintenance']);
});

test('a week without any hours is open round the clock, but for days that are closed', () => {
  const bars = barsOfWeek(withDay(empty, [2], [{ ...emptyLine, isClosed: true }]));
  expect(bars[1]).toEqual([{ kind: 'open', from: 0, to: 1_440 }]);
  expect(bars[2]).toEqual([]);
});

test('a holiday keeps its own hours, and what the evening before still holds', () => {
  const week = withDay(empty, [0, 1], [line('18:00', '03:00')]);
  const bars = barsOfWeek(week, [undefined, { isClosed: true, open: '', close: '' }]);
  expect(bars[1]).toEqual([{ kind: 'open', from: 0, to: 180 }]);
});

test('lines that say nothing are not sent, and a refusal finds its day and line', () => {
  const week = withDay(
    withDay(empty, [0], [emptyLine, line('09:00', '18:00')]),
    [3],
    [line('10:00', '')],
  );
  expect(toLines(week)).toHaveLength(2);
  expect(whereIs(week, 'schedules[1].close_time')).toEqual({
    day: 3,
    line: 0,
    field: 'close_time',
  });
  expect(whereIs(week, 'schedules[0].open_time')).toEqual({ day: 0, line: 1, field: 'open_time' });
});
