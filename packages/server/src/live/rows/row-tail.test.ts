import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { limits, systemClock } from '../../kernel/index.ts';
import type { RowTail } from './row-tail.ts';
import { createRowTail } from './row-tail.ts';
import { createRowTails } from './row-tails.ts';

let scratch: TestDatabase;
let tail: RowTail;
beforeAll(async () => {
  scratch = await createTestDatabase();
});
afterAll(() => scratch.drop());
beforeEach(async () => {
  await scratch.database.query('TRUNCATE performance_metrics');
  await store(3, 0, 'before');
  tail = createRowTail({ database: scratch.database, clock: systemClock }, 'performance_metrics');
  await tail.begin();
});

/** Stores rows that happened so many seconds ago. */
const store = (rows: number, secondsAgo: number, name = 'queue') =>
  scratch.database.query(
    `INSERT INTO performance_metrics ("timestamp", received_at, provenance, metric_name, metric_value,
       labels, aggregation_period)
     SELECT now() - $2 * interval '1 second' + i * interval '1 microsecond', now(), 'real', $3, i,
       '{}', 'raw'
     FROM generate_series(1, $1) i`,
    [rows, secondsAgo, name],
  );

const valuesOf = (told: Awaited<ReturnType<RowTail['read']>>) =>
  told?.rows.map(({ metric_value }) => metric_value);

test('rows that were there before are not told, new ones once, the oldest first', async () => {
  await store(2, 0);
  const told = await tail.read(2);
  expect(valuesOf(told)).toEqual([1, 2]);
  expect(told?.rows[0]).toMatchObject({ metric_name: 'queue', provenance: 'real' });
  expect(told?.skipped).toBe(0);
  expect(await tail.read(0)).toBeUndefined();
});

test('of more than is told in a second the newest are told and the others counted', async () => {
  await store(250, 0);
  const told = await tail.read(250);
  expect(told?.rows).toHaveLength(limits.liveRowsPerSecondMax);
  expect(told?.rows.at(-1)?.metric_value).toBe(250);
  expect(told?.skipped).toBe(150);
  expect(await tail.read(0)).toBeUndefined();
});

test('a row that was seen before its event is not missing later', async () => {
  await tail.read(1);
  await store(4, 0);
  expect(valuesOf(await tail.read(1))).toEqual([1, 2, 3, 4]);
  expect(await tail.read(3)).toBeUndefined();
  expect(await tail.read(0)).toBeUndefined();
});

test('rows that happened too long ago to be looked up are counted a look later', async () => {
  await tail.read(1);
  await store(5, 3_600);
  expect(await tail.read(5)).toBeUndefined();
  expect(await tail.read(0)).toEqual({ table: 'performance_metrics', rows: [], skipped: 5 });
  expect(await tail.read(0)).toBeUndefined();
});

test('rows are told up to some bytes', async () => {
  await store(10, 0, 'x'.repeat(90));
  await scratch.database.query(
    `UPDATE performance_metrics SET labels = jsonb_build_object('a', repeat('x', 20000)) WHERE metric_value > 0`,
  );
  const told = await tail.read(10);
  expect(valuesOf(told)).toEqual([8, 9, 10]);
  expect(told?.skipped).toBe(7);
});

test('so many devices are followed at a time, and then no more', async () => {
  const tails = createRowTails({ database: scratch.database, clock: systemClock });
  const keys = Array.from({ length: limits.liveDeviceTailsMax }, (_, i) => `job_outcomes pos ${i}`);
  for (const key of keys) await tails.begin(key);
  await expect(tails.begin('job_outcomes more')).rejects.toMatchObject({ code: 'rate_limited' });
  await tails.begin('job_outcomes pos 0');
  await tails.begin('job_outcomes');
  await tails.keep(new Set(keys.slice(1)));
  await tails.begin('job_outcomes more');
});
