import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Account } from './accounting.ts';
import { createAccounting } from './accounting.ts';

const balance = (account: Account): number =>
  account.rejected +
  account.duplicate +
  account.filtered +
  account.quarantined +
  account.stored +
  account.inSpool;

test('the accounts balance after any order of decisions and settlements', () => {
  const counts = fc.nat({ max: 100 });
  const step = fc.record({
    rejected: counts,
    filtered: counts,
    inSpool: counts,
    duplicate: counts,
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const accounting = createAccounting();
      for (const { share, ...decision } of steps) {
        accounting.decide('http', 'device_metrics', decision);
        const stored = Math.floor(decision.inSpool * share);
        accounting.settle('http', 'device_metrics', { stored });
        for (const account of accounting.accounts()) {
          expect(balance(account)).toBe(account.received);
          expect(account.inSpool).toBeGreaterThanOrEqual(0);
        }
      }
    }),
  );
});

test('each door and table has its own account', () => {
  const accounting = createAccounting();
  accounting.decide('http', 'error_logs', { rejected: 1 });
  accounting.decide('self', 'error_logs', { inSpool: 2 });
  expect(accounting.accounts().map(({ door, received }) => [door, received])).toEqual([
    ['http', 1],
    ['self', 2],
  ]);
});
