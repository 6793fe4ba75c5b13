import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../kernel/index.ts';
import type { Database, Transaction } from '../../store/index.ts';
import { createAlerts } from '../alerts.ts';
import { enqueue } from '../notify/enqueue.ts';
import type { AlertGround } from '../test/alert-ground.ts';
import {
  createDevices,
  fillApi,
  minuteMs,
  openAlertGround,
  putState,
} from '../test/alert-ground.ts';

let ground: AlertGround;
beforeAll(async () => {
  ground = await openAlertGround();
});
afterAll(() => ground.drop());
beforeEach(() => ground.clear());

const evaluatedAt = async () => {
  const [row] = await ground.database.query<{ at: string }>(
    'SELECT max(evaluated_at) AS at FROM alert_evaluations',
  );
  return row?.at ?? null;
};

test('of two servers one evaluates; when it is killed, the other goes on where it stood', async () => {
  const other = ground.createServer();
  await createDevices(ground, 'site-1', ['pos-1']);
  await ground.createRule({ measure: 'device_offline', threshold: 30, for_seconds: 60 });
  await putState(ground, 'pos-1', 'offline');
  await ground.run(50_000, () => other.evaluate());
  const [pending] = await ground.listAlerts();
  expect(pending).toMatchObject({ state: 'pending' });
  const holder = await ground.database.query<{ turn: number }>('SELECT turn FROM alert_leases');
  expect(holder).toEqual([{ turn: 1 }]);
  // Whoever holds the lease is gone: the first of the two that looked, `other`.
  await ground.run(20_000);
  expect(await evaluatedAt()).toBe('2026-01-01T00:00:50.000000Z');
  await ground.run(30_000);
  expect(await evaluatedAt()).not.toBe('2026-01-01T00:00:50.000000Z');
  await ground.run(3 * minuteMs);
  // The time that it had been pending under the other server counts.
  expect(await ground.listAlerts()).toMatchObject([
    { id: pending?.id, since: pending?.since, state: 'firing' },
  ]);
  expect((await ground.listSent()).map(({ event_type }) => event_type)).toEqual(['alert.firing']);
});

test('a server that stops lets the other go on at once', async () => {
  const other = ground.createServer();
  await ground.createRule({ measure: 'device_offline', threshold: 30 });
  await ground.alerts.evaluate();
  const before = await evaluatedAt();
  ground.clock.advanceMs(10_000);
  await other.evaluate();
  expect(await evaluatedAt()).toBe(before);
  await ground.alerts.stop();
  await other.evaluate();
  expect(await evaluatedAt()).not.toBe(before);
});

/** A server on a database that is not quite as it should be. */
const serverOn = (database: Database) =>
  createAlerts({
    database,
    clock: ground.clock,
    log: createLog('silent'),
    holdMs: 300_000,
    notifications: {
      enqueue: (transaction, event, ids) => enqueue(transaction, event, ids, ground.clock.nowMs()),
    },
    server: 'other/1',
    readServer: async () => ground.own,
    publish: () => undefined,
  });

/** A database whose server is killed at the n-th statement of a transaction, or before its COMMIT. */
function killedAt(
  database: Database,
  place: number,
): { database: Database; killed: () => boolean } {
  let statements = 0;
  let killed = false;
  const count = () => {
    statements += 1;
    if (statements < place) return;
    killed = true;
    throw new Error('killed');
  };
  const wrapped: Database = {
    ...database,
    query: (text, values) => {
      if (killed) throw new Error('killed');
      return database.query(text, values);
    },
    transaction: (run) =>
      database.transaction(async (transaction) => {
        const counted: Transaction = {
          ...transaction,
          query: (text, values) => {
            count();
            return transaction.query(text, values);
          },
        };
        const result = await run(counted);
        count();
        return result;
      }),
  };
  return { database: wrapped, killed: () => killed };
}

/** Lets two devices be offline and come back, under a server that is killed at a statement. */
async function liveThroughKill(place: number): Promise<void> {
  await ground.clear();
  await createDevices(ground, 'site-1', ['pos-1', 'pos-2']);
  await ground.createRule({ measure: 'device_offline', threshold: 0, resolve_seconds: 10 });
  const { database, killed } = killedAt(ground.database, place);
  const doomed = serverOn(database);
  const run = async (steps: number) => {
    for (let step = 0; step < steps; step += 1) {
      ground.clock.advanceMs(10_000);
      if (killed()) await ground.alerts.evaluate();
      else await doomed.evaluate().catch(() => undefined);
    }
  };
  for (const id of ['pos-1', 'pos-2']) await putState(ground, id, 'offline');
  // Until it fires, waits for others and, where its server is gone, for the end of the lease.
  await run(8);
  for (const id of ['pos-1', 'pos-2']) await putState(ground, id, 'online');
  await run(10);
}

test('killed at any statement, nothing is told twice, and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 130 }), async (place) => {
      await liveThroughKill(place);
      const sent = await ground.listSent();
      expect(sent.map(({ event_type, also_count }) => [event_type, also_count])).toEqual([
        ['alert.firing', 1],
        ['alert.resolved', 1],
      ]);
      const states = (await ground.listAlerts()).map(({ state }) => state);
      expect(states).toEqual(['resolved', 'resolved']);
    }),
    { numRuns: 12 },
  );
});

/** A server of which something happens when it has read its numbers, before it writes what they mean. */
function interrupted(meanwhile: () => Promise<unknown>) {
  const { database } = ground;
  return serverOn({
    ...database,
    transaction: async (run) => {
      await meanwhile();
      return database.transaction(run);
    },
  });
}

test('a server that lost the lease while it looked writes nothing', async () => {
  await createDevices(ground, 'site-1', ['pos-1']);
  await ground.createRule({ measure: 'device_offline', threshold: 0 });
  await putState(ground, 'pos-1', 'offline');
  ground.clock.advanceMs(60_000);
  const slow = interrupted(() =>
    ground.database.query(`UPDATE alert_leases SET server_id = 'another', turn = turn + 1`),
  );
  await slow.evaluate();
  expect([await ground.listAlerts(), await evaluatedAt()]).toEqual([[], null]);
});

test('a rule that was removed while it was looked at makes no alert', async () => {
  await createDevices(ground, 'site-1', ['pos-1']);
  await ground.createRule({ measure: 'device_offline', threshold: 0 });
  await putState(ground, 'pos-1', 'offline');
  ground.clock.advanceMs(60_000);
  await interrupted(() => ground.database.query('DELETE FROM alert_rules')).evaluate();
  expect([await ground.listAlerts(), await evaluatedAt()]).toEqual([[], null]);
});

test('a rule that cannot be evaluated says why, and keeps no other from its turn', async () => {
  const broken = await ground.createRule({ measure: 'api_response_time_avg', threshold: 1 });
  await ground.createRule({ measure: 'device_offline', threshold: 30 });
  await ground.database.query(
    `UPDATE alert_rules SET measure = 'performance_metric', group_by = '["nowhere"]' WHERE id = $1`,
    [broken],
  );
  await createDevices(ground, 'site-1', ['pos-1']);
  await putState(ground, 'pos-1', 'offline');
  await ground.run(2 * minuteMs);
  expect(await ground.alerts.rules.read(broken)).toMatchObject({
    error: expect.stringContaining('nowhere'),
  });
  expect(await ground.listAlerts()).toMatchObject([{ subject: 'pos-1', state: 'firing' }]);
});

test('rows of each provenance are judged apart; simulated alerts are shown and not sent', async () => {
  await ground.createRule({ measure: 'api_response_time_avg', threshold: 100, for_seconds: 0 });
  for (let minute = 0; minute < 5; minute += 1) {
    const atMs = ground.clock.nowMs();
    await fillApi(ground, { atMs, provenance: 'real', values: [10, 10, 10] });
    await fillApi(ground, { atMs, provenance: 'simulated', values: [900] });
    await ground.run(minuteMs, undefined, minuteMs);
  }
  expect(await ground.listAlerts()).toMatchObject([
    {
      provenance: 'simulated',
      state: 'firing',
      muted_reason: 'simulated',
      summary: 'Simulated: mean response time 900 ms, above 100 ms.',
    },
  ]);
  expect(await ground.listSent()).toEqual([]);
});

test('alerts of a rule that is removed, disabled or watches something else end, and that is told', async () => {
  const actor = { username: 'ada' };
  const { rules } = ground.alerts;
  await createDevices(ground, 'site-1', ['pos-1']);
  await putState(ground, 'pos-1', 'offline');
  const ids: number[] = [];
  for (let i = 0; i < 3; i += 1)
    ids.push(await ground.createRule({ measure: 'device_offline', threshold: 10 }));
  const [removed = 0, disabled = 0, changed = 0] = ids;
  await ground.run(minuteMs);
  await rules.remove(removed, actor);
  await rules.update(disabled, { enabled: false }, actor);
  await rules.update(changed, { filters: { device_id: ['pos-9'] } }, actor);
  const rows = await ground.database.query(
    'SELECT state, resolved_reason FROM alerts ORDER BY rule_id',
  );
  expect(rows).toEqual([
    { state: 'resolved', resolved_reason: 'rule_removed' },
    { state: 'resolved', resolved_reason: 'rule_disabled' },
    { state: 'resolved', resolved_reason: 'rule_changed' },
  ]);
  await ground.run(2 * minuteMs);
  const sent = (await ground.listSent()).map(({ event_type }) => event_type);
  expect(sent.filter((type) => type === 'alert.firing')).toHaveLength(3);
  expect(sent.filter((type) => type === 'alert.resolved')).toHaveLength(3);
});
