import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createManualClock, limits } from '../../kernel/index.ts';
import { createRetentionLease, LeaseLost } from './lease.ts';

let scratch: TestDatabase;
beforeAll(async () => {
  scratch = await createTestDatabase();
});
afterAll(() => scratch.drop());
beforeEach(async () => {
  await scratch.database.query('DELETE FROM retention_leases');
});

const serverAt = (clock: ReturnType<typeof createManualClock>) =>
  createRetentionLease({ database: scratch.database, clock });
const leaseMs = limits.retentionLeaseSeconds * 1_000;

test('one server has it; another takes it when nothing was heard of that one, and with it a new turn', async () => {
  const clock = createManualClock();
  const [first, second] = [serverAt(clock), serverAt(clock)];
  expect(await first.take()).toBe(1);
  expect(await second.take()).toBeUndefined();
  clock.advanceMs(leaseMs - 1_000);
  expect(await first.take()).toBe(1);
  clock.advanceMs(leaseMs - 1_000);
  expect(await second.take()).toBeUndefined();
  clock.advanceMs(2_000);
  expect(await second.take()).toBe(2);
  expect(await first.take()).toBeUndefined();
});

test('who has lost it finishes no transaction any more, also where it has got it back meanwhile', async () => {
  const clock = createManualClock();
  const [first, second] = [serverAt(clock), serverAt(clock)];
  const hold = (turn: number) =>
    scratch.database.transaction((transaction) => first.hold(transaction, turn));
  await first.take();
  await hold(1);
  clock.advanceMs(leaseMs + 1_000);
  await second.take();
  await expect(hold(1)).rejects.toThrow(LeaseLost);
  clock.advanceMs(leaseMs + 1_000);
  expect(await first.take()).toBe(3);
  await expect(hold(1)).rejects.toThrow(LeaseLost);
  await hold(3);
});

test('who stops lets another go on at once', async () => {
  const clock = createManualClock();
  const [first, second] = [serverAt(clock), serverAt(clock)];
  await first.take();
  await second.release();
  expect(await second.take()).toBeUndefined();
  await first.release();
  expect(await second.take()).toBe(1);
});

test('a lease taken by a clock that goes far ahead keeps nobody away', async () => {
  const ahead = createManualClock();
  ahead.advanceMs(2 * limits.retentionSkewSecondsMax * 1_000);
  expect(await serverAt(ahead).take()).toBe(1);
  expect(await serverAt(createManualClock()).take()).toBe(2);
});
