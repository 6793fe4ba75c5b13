import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createErrorBatch } from '../../../test/error-batch.ts';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createManualClock, limits, systemClock } from '../../kernel/index.ts';
import type { Batch } from '../../spool/index.ts';
import type { Transaction } from '../../store/index.ts';
import { sweepErrorGroups } from '../sweep-error-groups.ts';
import { createErrorGroupsStep } from './error-groups-step.ts';

let place: TestDatabase;
beforeAll(async () => {
  place = await createTestDatabase();
});
afterAll(() => place.drop());

const nowMs = Date.now();
const writer = randomUUID();

const batchOf = (...errors: readonly Record<string, string | number>[]): Batch =>
  createErrorBatch(nowMs, ...errors);

const run = (step: ReturnType<typeof createErrorGroupsStep>, batch: Batch) =>
  place.database.transaction((transaction) => step.run(transaction, [batch], writer));

/** A transaction that counts what it is asked. */
function counting(transaction: Transaction) {
  const asked: string[] = [];
  const counted: Transaction = {
    ...transaction,
    query: (text, values) => {
      asked.push(text);
      return transaction.query(text, values);
    },
  };
  return { asked, counted };
}

test('a drain waits a moment at most for another that enters the same group', async () => {
  const holding = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const slow = place.database.transaction(async (transaction) => {
    const step = createErrorGroupsStep({ clock: systemClock });
    await step.run(transaction, [batchOf({ fingerprint: 'held-b' })], writer);
    holding.resolve();
    await letGo.promise;
    throw new Error('and it comes to nothing');
  });
  await holding.promise;
  const step = createErrorGroupsStep({ clock: systemClock });
  const startMs = performance.now();
  await run(step, batchOf({ fingerprint: 'held-a' }, { fingerprint: 'held-b' }));
  expect(performance.now() - startMs).toBeLessThan(limits.errorGroupsLockMillisecondsMax + 5_000);
  letGo.resolve();
  await expect(slow).rejects.toThrow('nothing');
});

test('what is left out is entered with the next errors, and by the sweep', async () => {
  const rows = await place.database.query(
    `SELECT fingerprint FROM error_groups WHERE fingerprint LIKE 'held-%'`,
  );
  expect(rows).toEqual([]);
  await run(createErrorGroupsStep({ clock: systemClock }), batchOf({ fingerprint: 'held-a' }));
  await place.database.query(
    `INSERT INTO error_logs ("timestamp", received_at, provenance, category, severity,
       error_message, context, fingerprint, resolved)
     VALUES (now(), now(), 'real', 'api', 'error', 'no paper', '{}', 'held-b', false)`,
  );
  await place.database.query(
    `INSERT INTO error_fingerprints_hour (bucket, fingerprint, provenance, writer, count)
     VALUES (date_trunc('hour', now(), 'UTC'), 'held-b', 'real', gen_random_uuid(), 1)`,
  );
  await sweepErrorGroups(place.database, systemClock, 3);
  const entered = await place.database.query(
    `SELECT fingerprint, title FROM error_groups WHERE fingerprint LIKE 'held-%' ORDER BY 1`,
  );
  expect(entered).toEqual([
    { fingerprint: 'held-a', title: 'no paper' },
    { fingerprint: 'held-b', title: 'no paper' },
  ]);
});

test('drains that reopen the same group do not wait for one another', async () => {
  await run(createErrorGroupsStep({ clock: systemClock }), batchOf({ fingerprint: 'reopened' }));
  await place.database.query(
    `UPDATE error_groups SET status = 'resolved', resolved_at = now() - interval '1 hour'
     WHERE fingerprint = 'reopened'`,
  );
  const letGo = Promise.withResolvers<void>();
  const holding = Promise.withResolvers<void>();
  const slow = place.database.transaction(async (transaction) => {
    const step = createErrorGroupsStep({ clock: systemClock });
    await step.run(transaction, [batchOf({ fingerprint: 'reopened' })], writer);
    holding.resolve();
    await letGo.promise;
  });
  await holding.promise;
  const fast = run(
    createErrorGroupsStep({ clock: systemClock }),
    batchOf({ fingerprint: 'reopened', severity: 'critical' }),
  );
  expect(await Promise.race([fast.then(() => 'done'), setTimeout(2_000, 'waits')])).toBe('done');
  letGo.resolve();
  await slow;
  const [group] = await place.database.query(
    `SELECT status, regressions FROM error_groups WHERE fingerprint = 'reopened'`,
  );
  expect(group).toEqual({ status: 'open', regressions: 1 });
});

const firstSeenOf = async (fingerprint: string) => {
  const [row] = await place.database.query<{ first_seen: string }>(
    'SELECT first_seen FROM error_groups WHERE fingerprint = $1',
    [fingerprint],
  );
  return Date.parse(row?.first_seen ?? '');
};

test('a group began with its first error, though another drain enters it at the same time', async () => {
  const entered = Promise.withResolvers<void>();
  const letGo = Promise.withResolvers<void>();
  const later = place.database.transaction(async (transaction) => {
    const step = createErrorGroupsStep({ clock: systemClock });
    await step.run(transaction, [batchOf({ fingerprint: 'met' })], writer);
    entered.resolve();
    await letGo.promise;
  });
  await entered.promise;
  const step = createErrorGroupsStep({ clock: systemClock });
  const earlier = run(step, batchOf({ fingerprint: 'met', timestamp: nowMs - 5_000 }));
  await setTimeout(50);
  letGo.resolve();
  await Promise.all([later, earlier]);
  expect(await firstSeenOf('met')).toBe(nowMs - 5_000);
});

test('drains that add earlier errors to the same groups do not block each other', async () => {
  const names = Array.from({ length: 30 }, (_, i) => `old-${i}`);
  const add = async (fingerprints: readonly string[], earlierMs: number) => {
    const timestamp = nowMs - earlierMs;
    const errors = fingerprints.map((fingerprint) => ({ fingerprint, timestamp }));
    await run(createErrorGroupsStep({ clock: systemClock }), batchOf(...errors));
  };
  await add(names, 0);
  await Promise.all([add(names.toReversed(), 9_000), add(names, 7_000), add(names, 8_000)]);
  expect(await firstSeenOf('old-7')).toBe(nowMs - 9_000);
});

test('many fingerprints cost few statements, and known ones none', async () => {
  const clock = createManualClock(nowMs);
  const step = createErrorGroupsStep({ clock });
  const batch = batchOf(
    ...Array.from({ length: 300 }, (_, i) => ({
      fingerprint: `many-${i}`,
      error_message: `m ${i}`,
    })),
  );
  const countOf = (given: Batch) =>
    place.database.transaction(async (transaction) => {
      const { asked, counted } = counting(transaction);
      await step.run(counted, [given], writer);
      return asked.length;
    });
  expect(await countOf(batch)).toBeLessThanOrEqual(6);
  expect(await countOf(batch)).toBe(1);
  expect(await countOf(batch)).toBe(0);
  expect(await countOf(batchOf({ fingerprint: 'many-1', severity: 'critical' }))).toBe(2);
  clock.advanceMs(limits.errorGroupsKnownMilliseconds + 1);
  expect(await countOf(batch)).toBe(1);
});

test('a storm of fingerprints enters so many groups and no more', async () => {
  const count = limits.errorGroupsPerTransactionMax + 5;
  const batch = batchOf(
    ...Array.from({ length: count }, (_, i) => ({ fingerprint: `storm-${i}` })),
  );
  await run(createErrorGroupsStep({ clock: systemClock }), batch);
  const [entered] = await place.database.query<{ count: number }>(
    `SELECT count(*) AS count FROM error_groups WHERE fingerprint LIKE 'storm-%'`,
  );
  expect(entered?.count).toBe(limits.errorGroupsPerTransactionMax);
});

test('the same batch again changes nothing', async () => {
  const read = () => place.database.query('SELECT * FROM error_groups ORDER BY fingerprint');
  const batch = batchOf({ fingerprint: 'twice' }, { fingerprint: 'twice', severity: 'warning' });
  await run(createErrorGroupsStep({ clock: systemClock }), batch);
  const before = await read();
  await run(createErrorGroupsStep({ clock: systemClock }), batch);
  expect(await read()).toEqual(before);
});
