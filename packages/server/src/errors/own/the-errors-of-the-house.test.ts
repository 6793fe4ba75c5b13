import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { createLog, createManualClock, HomepotError, limits } from '../../kernel/index.ts';
import { createOwnErrors } from './own-errors.ts';

describe('in a house', () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await startTestHouse();
  });
  afterAll(() => house.remove());

  /** The errors that the house told of itself since the last time. */
  async function readErrors(): Promise<readonly Record<string, unknown>[]> {
    await house.drained();
    const rows = await house.database.query<Record<string, unknown>>(
      `SELECT category, severity, error_code, error_message, stack_trace, endpoint, request_id, context
       FROM error_logs WHERE context ->> 'service' = 'homepot' ORDER BY xmin::text::bigint, id`,
    );
    await house.database.query('DELETE FROM error_logs');
    return rows;
  }

  test('a request that was answered with 500 is an error with its request', async () => {
    await house.database.query('ALTER TABLE error_groups RENAME COLUMN notes TO other');
    const answer = await callHouse(house, 'GET /errors');
    await house.database.query('ALTER TABLE error_groups RENAME COLUMN other TO notes');
    expect(answer.status).toBe(500);
    // It is told once the answer has left.
    await expect.poll(() => house.ownErrors.counts().passed).toBe(1);
    expect(await readErrors()).toEqual([
      {
        category: 'database',
        severity: 'error',
        error_code: '42703',
        error_message: expect.stringContaining('notes'),
        stack_trace: expect.stringContaining('list-groups'),
        endpoint: 'GET /api/v1/errors',
        request_id: answer.body.request_id,
        context: { service: 'homepot', kind: 'request' },
      },
    ]);
  });

  test('a request that is refused is none', async () => {
    await callHouse(house, 'GET /errors/nothing');
    await callHouse(house, 'GET /errors?status=x');
    await callHouse(house, 'GET /errors', undefined, '');
    await setTimeout(200);
    expect(await readErrors()).toEqual([]);
  });

  test('a periodic job that throws is one, by its name', async () => {
    await house.database.query('ALTER TABLE outbox RENAME TO elsewhere');
    await expect
      .poll(async () => (await readErrors())[0], { timeout: 5_000 })
      .toMatchObject({
        category: 'database',
        severity: 'error',
        context: { kind: 'periodic job', name: 'outbox' },
      });
    await house.database.query('ALTER TABLE elsewhere RENAME TO outbox');
  });

  test('a listener of the drain that throws is one', async () => {
    const end = house.drains.map((drain) =>
      drain.onCommitted(() => {
        for (const stop of end) stop();
        throw new TypeError('listener is broken');
      }),
    );
    house.ownErrors.note(new Error('something to commit'), { kind: 'process' });
    await house.drained();
    await expect
      .poll(async () => (await readErrors()).find(({ severity }) => severity === 'error'))
      .toMatchObject({ error_message: 'listener is broken', context: { kind: 'listener' } });
  });
});

test('the bug that ends a server is found after its next start', async () => {
  const first = await startTestHouse();
  first.ownErrors.note(new RangeError('a bug'), { kind: 'process' });
  await first.stop();
  const next = await startTestHouse({ successorOf: first });
  await next.drained();
  const rows = await next.database.query(
    `SELECT severity, error_message, context ->> 'kind' AS kind FROM error_logs`,
  );
  expect(rows).toEqual([{ severity: 'critical', error_message: 'a bug', kind: 'process' }]);
  await next.remove();
});

describe('alone', () => {
  const clock = createManualClock(Date.UTC(2026, 0, 5));
  const records: Record<string, unknown>[] = [];
  const place = { kind: 'process' } as const;
  const create = (submit?: () => Promise<never>) =>
    createOwnErrors({
      clock,
      log: createLog('silent'),
      intake: {
        submit: async (_sender, _table, input) => {
          await submit?.();
          if (input.kind === 'records')
            records.push(...(input.records as Record<string, unknown>[]));
          return {
            batch_id: '',
            accepted: 1,
            filtered: 0,
            duplicate: 0,
            quarantined: 0,
            rejected: [],
          };
        },
      },
    });

  test('a minute has so many, and the next says how many it had not', async () => {
    records.length = 0;
    const own = create();
    for (let i = 0; i < limits.ownErrorsPerMinuteMax + 7; i += 1)
      own.note(new Error(`e ${i}`), place);
    await own.stop();
    expect(records).toHaveLength(limits.ownErrorsPerMinuteMax);
    clock.advanceMs(60_000);
    own.note(new Error('later'), place);
    await own.stop();
    expect(records.at(-1)).toMatchObject({ severity: 'critical', context: { dropped_before: 7 } });
    expect(own.counts()).toMatchObject({ dropped: 7, passed: limits.ownErrorsPerMinuteMax + 1 });
  });

  test('one error that is met twice is told once, as who threw it said it', async () => {
    records.length = 0;
    const own = create();
    const cause = new TypeError('x is not a function');
    own.note(new HomepotError('internal', { cause }), place);
    own.note(cause, { kind: 'periodic job', name: 'outbox' });
    await own.stop();
    expect(records).toMatchObject([{ error_message: 'x is not a function', category: 'api' }]);
  });

  test('a database that is away is none', async () => {
    records.length = 0;
    const own = create();
    own.note(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }), place);
    await own.stop();
    expect(records).toEqual([]);
  });

  test('a door that is closed breeds nothing, and what is no error is told as well', async () => {
    const own = create(() => Promise.reject(new Error('closed')));
    own.note('a text', place);
    own.note(undefined, place);
    await own.stop();
    expect(own.counts()).toEqual({ received: 2, passed: 0, dropped: 0, failed: 2 });
  });

  test('a door that never answers does not keep the house from its end', async () => {
    const own = create(() => new Promise(() => undefined));
    own.note(new Error('stuck'), place);
    const startMs = performance.now();
    await own.stop();
    expect(performance.now() - startMs).toBeLessThan(limits.ownErrorsStopMillisecondsMax + 5_000);
  });
});
