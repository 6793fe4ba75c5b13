import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestDatabase } from '../../../test/test-database.ts';
import { createTestDatabase } from '../../../test/test-database.ts';
import { createLog, createManualClock, HomepotError } from '../../kernel/index.ts';
import type { Intake } from '../create-intake.ts';
import { appendOutbox } from './append-outbox.ts';
import { createOutbox } from './outbox.ts';

let house: TestDatabase;
beforeAll(async () => {
  house = await createTestDatabase();
});
afterAll(() => house.drop());

interface Submitted {
  readonly batchId: string | undefined;
  readonly provenance: string;
  readonly table: string;
  readonly records: readonly object[];
}
let submitted: Submitted[];
let refuse: (table: string) => unknown;
beforeEach(async () => {
  await house.database.query('TRUNCATE outbox, quarantined_records');
  submitted = [];
  refuse = () => undefined;
});

/** A door that takes what it is given, but for what the test says. */
const intake: Pick<Intake, 'submit'> = {
  async submit(sender, table, input, options) {
    const refusal = refuse(table);
    if (refusal !== undefined) throw refusal;
    const records = input.kind === 'records' ? input.records : [];
    submitted.push({ batchId: options?.batchId, provenance: sender.provenance, table, records });
    return {
      batch_id: options?.batchId ?? '',
      accepted: records.length,
      filtered: 0,
      duplicate: 0,
      quarantined: 0,
      rejected: [],
    };
  },
};

const create = (overrides: Partial<Parameters<typeof createOutbox>[0]> = {}) =>
  createOutbox({
    database: house.database,
    intake,
    clock: createManualClock(),
    log: createLog('silent'),
    ...overrides,
  });

const append = (table: string, records: readonly object[]) =>
  house.database.transaction((transaction) =>
    appendOutbox(transaction, table, records, 'simulated'),
  );

const countWaiting = async (): Promise<number> => {
  const [row] = await house.database.query<{ count: number }>('SELECT count(*) FROM outbox');
  return row?.count ?? -1;
};

test('what a transaction wrote is handed over with its provenance, and is gone', async () => {
  await append('error_logs', [{ n: 1 }, { n: 2 }]);
  await append('job_outcomes', [{ n: 3 }]);
  const outbox = create();
  expect(await outbox.drain()).toBe(2);
  expect(submitted.map(({ table, records }) => [table, records])).toEqual([
    ['error_logs', [{ n: 1 }, { n: 2 }]],
    ['job_outcomes', [{ n: 3 }]],
  ]);
  expect(submitted[0]).toMatchObject({ provenance: 'simulated' });
  expect(submitted[0]?.batchId).toMatch(/^outbox:[0-9a-f-]{36}$/);
  expect(await countWaiting()).toBe(0);
  expect(outbox.figures()).toMatchObject({ waiting: 0, passed: 2, refused: 0 });
});

test('what was rolled back is never told', async () => {
  const failing = house.database.transaction(async (transaction) => {
    await appendOutbox(transaction, 'error_logs', [{ n: 1 }], 'real');
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  expect(await create().drain()).toBe(0);
});

test('no records make no row; more than a batch takes make several', async () => {
  await append('error_logs', []);
  expect(await countWaiting()).toBe(0);
  await append(
    'error_logs',
    Array.from({ length: 5_001 }, (_, n) => ({ n })),
  );
  await create().drain();
  expect(submitted.map(({ records }) => records.length).toSorted((a, b) => a - b)).toEqual([
    1, 5_000,
  ]);
});

test('while the door is full everything waits, and is told afterwards', async () => {
  refuse = () => new HomepotError('spool_full');
  await append('error_logs', [{ n: 1 }]);
  const outbox = create();
  expect(await outbox.drain()).toBe(0);
  expect(outbox.figures()).toMatchObject({ waiting: 1, passed: 0 });
  refuse = () => undefined;
  expect(await outbox.drain()).toBe(1);
});

test('a row that the door never takes goes to quarantine, and the others pass', async () => {
  refuse = (table) => (table === 'nonsense' ? new HomepotError('table_unknown') : undefined);
  await append('nonsense', [{ device_id: 'pos-1' }, { n: 2 }]);
  await append('error_logs', [{ n: 3 }]);
  const outbox = create();
  expect(await outbox.drain()).toBe(2);
  expect(submitted.map(({ table }) => table)).toEqual(['error_logs']);
  expect(outbox.figures()).toMatchObject({ waiting: 0, refused: 2 });
  const rows = await house.database.query<{ payload: Buffer }>(
    `SELECT table_name, scope, record_index, device_id, code, payload FROM quarantined_records
     ORDER BY record_index`,
  );
  expect(rows[0]).toMatchObject({
    table_name: 'nonsense',
    scope: 'self',
    record_index: 0,
    device_id: 'pos-1',
    code: 'table_unknown',
  });
  expect(JSON.parse(String(rows[1]?.payload))).toEqual({ n: 2 });
});

test('single records that the door rejects are kept aside', async () => {
  const rejecting: Pick<Intake, 'submit'> = {
    async submit(...parts) {
      const answer = await intake.submit(...parts);
      const fault = { index: 1, code: 'too_long', path: 'records[1].a', message: 'long' } as const;
      return { ...answer, accepted: 1, rejected: [fault] };
    },
  };
  await append('error_logs', [{ a: 'x' }, { a: 'y' }]);
  await create({ intake: rejecting }).drain();
  const rows = await house.database.query(
    'SELECT record_index, code, reason FROM quarantined_records',
  );
  expect(rows).toEqual([{ record_index: 1, code: 'too_long', reason: 'long' }]);
});

test('several servers hand each row over once, without waiting for each other', async () => {
  for (let n = 0; n < 60; n += 1) await append('error_logs', [{ n }]);
  const pumps = [create(), create(), create()];
  while ((await countWaiting()) > 0) await Promise.all(pumps.map((pump) => pump.drain()));
  expect(new Set(submitted.map(({ batchId }) => batchId)).size).toBe(60);
  expect(submitted).toHaveLength(60);
});

test('a crash after the door took a row hands it over again under the same id', async () => {
  await append('error_logs', [{ n: 1 }]);
  const { database } = house;
  const crashing = {
    ...database,
    transaction: (run: Parameters<typeof database.transaction>[0]) =>
      database.transaction(async (transaction) => {
        await run(transaction);
        throw new Error('Connection terminated unexpectedly');
      }),
  };
  expect(await create({ database: crashing as typeof database }).drain()).toBe(0);
  expect(await create().drain()).toBe(1);
  expect(submitted).toHaveLength(2);
  expect(submitted[0]?.batchId).toBe(submitted[1]?.batchId);
});

test('a wake during a drain makes it look again', async () => {
  await append('error_logs', [{ n: 1 }]);
  const waking: Pick<Intake, 'submit'> = {
    async submit(...parts) {
      if (submitted.length === 0) {
        await append('error_logs', [{ n: 2 }]);
        outbox.wake();
      }
      return intake.submit(...parts);
    },
  };
  const outbox = create({ intake: waking });
  expect(await outbox.drain()).toBe(2);
});

test('a wake alone begins a drain', async () => {
  await append('error_logs', [{ n: 1 }]);
  create().wake();
  await expect.poll(() => submitted.length).toBe(1);
});
