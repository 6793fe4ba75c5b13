import { afterEach, describe, expect, test } from 'vitest';
import { HomepotError } from '../kernel/index.ts';
import type { Sender } from './sender.ts';
import { selfSender, senderOf } from './sender.ts';
import type { DoorSettings, OpenDoor } from './test/open-door.ts';
import { fieldOf, isBalanced, openDoor, textsOf } from './test/open-door.ts';

const doors: OpenDoor[] = [];
afterEach(async () => {
  await Promise.all(doors.splice(0).map((door) => door.close()));
});
async function open(settings: DoorSettings = {}): Promise<OpenDoor> {
  const door = await openDoor(settings);
  doors.push(door);
  return door;
}

const key = {
  kind: 'key',
  keyId: 'k1',
  scope: 'ingest',
  userId: 1,
  username: 'ada',
  provenance: 'controlled',
} as const;
const sender = senderOf(key, 'http');
const importer: Sender = { ...sender, door: 'import' };
const records = (...list: object[]) => ({ kind: 'records', records: list }) as const;
const metric = (more: object = {}) => ({ device_id: 'pos-1', cpu_percent: 10, ...more });
const state = (more: object = {}) => ({ device_id: 'pos-1', new_state: 'online', ...more });

/** The account of a table at a door, the only one that is not empty. */
function account(door: OpenDoor, table: string) {
  const found = door.accounting.accounts().find((line) => line.table === table);
  if (found !== undefined) expect(isBalanced(found)).toBe(true);
  return found;
}

test('a simulated agent does not pass for a real one', () => {
  const device = { kind: 'device', deviceId: 'pos-1', siteId: 'site-test', keyId: 'd1' } as const;
  expect(senderOf({ ...device, provenance: 'simulated' }, 'http').provenance).toBe('simulated');
  expect(senderOf({ ...device, provenance: 'real' }, 'http').provenance).toBe('real');
  expect(senderOf({ kind: 'anonymous' }, 'anonymous').provenance).toBe('real');
});

describe('a batch', () => {
  test('is in the spool when it is answered, with who sent it and when', async () => {
    const door = await open();
    const answer = await door.intake.submit(sender, 'device_state_history', records(state()), {
      batchId: 'b1',
    });
    expect(answer).toEqual({
      batch_id: 'b1',
      accepted: 1,
      filtered: 0,
      duplicate: 0,
      quarantined: 0,
      rejected: [],
    });
    const [batch] = await door.batches();
    expect(batch).toMatchObject({
      scope: 'key:k1',
      batchId: 'b1',
      door: 'http',
      provenance: 'controlled',
      receivedAtMs: door.clock.nowMs(),
      sections: [{ table: 'device_state_history', rowCount: 1, days: [20_454] }],
    });
    const [section] = batch?.sections ?? [];
    if (section === undefined) throw new Error('no section');
    expect(fieldOf(section, 'timestamp', (reader, i) => reader.timestamp(i))).toEqual([
      door.clock.nowMs() * 1_000,
    ]);
    expect(fieldOf(section, 'provenance', (reader, i) => reader.text(i))).toEqual(['controlled']);
    expect(fieldOf(section, 'changed_by', (reader, i) => reader.text(i))).toEqual(['system']);
    expect(account(door, 'device_state_history')).toMatchObject({ received: 1, inSpool: 1 });
  });

  test('without an id gets one', async () => {
    const door = await open();
    const { batch_id } = await door.intake.submit(
      selfSender,
      'device_state_history',
      records(state()),
    );
    expect(batch_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
  });

  test('that is partly bad is stored without the bad records, and each is counted', async () => {
    const door = await open();
    const answer = await door.intake.submit(
      sender,
      'device_metrics',
      records(
        metric(),
        metric({ cpu_percent: 101 }),
        metric({ cpu_percent: 10 }),
        metric({ timestamp: '2020-01-01T00:00:00Z' }),
      ),
    );
    expect(answer).toMatchObject({ accepted: 1, filtered: 1, quarantined: 1 });
    expect(answer.rejected).toEqual([
      {
        index: 1,
        code: 'number_out_of_range',
        path: 'records[1].cpu_percent',
        message: 'cpu_percent must be a finite number from 0 to 100',
      },
    ]);
    expect(account(door, 'device_metrics')).toMatchObject({
      received: 4,
      inSpool: 1,
      filtered: 1,
      rejected: 1,
      quarantined: 1,
      stored: 0,
    });
  });
});

describe('a batch that is refused', () => {
  test('that is wholly bad leaves nothing in the spool and may come again corrected', async () => {
    const door = await open();
    const bad = await door.intake.submit(sender, 'device_metrics', records({}), { batchId: 'b' });
    expect(bad.rejected).toMatchObject([{ code: 'column_missing', path: 'records[0].device_id' }]);
    expect(await door.batches()).toEqual([]);
    const good = await door.intake.submit(sender, 'device_metrics', records(metric()), {
      batchId: 'b',
    });
    expect(good.accepted).toBe(1);
  });

  test('for a table that is none, or not telemetry, is refused', async () => {
    const door = await open();
    for (const table of ['nothing', 'users', 'audit_logs', 'quarantined_records', 'constructor']) {
      await expect(door.intake.submit(sender, table, records({}))).rejects.toMatchObject({
        code: 'table_unknown',
      });
    }
  });

  test('is refused once the door is closed', async () => {
    const door = await open();
    await door.intake.stop();
    await expect(
      door.intake.submit(sender, 'device_metrics', records(metric())),
    ).rejects.toMatchObject({ code: 'not_ready' });
  });

  test('that would fill the memory is refused and may come again', async () => {
    const door = await open();
    door.intake.budget.take(134_217_728);
    await expect(
      door.intake.submit(sender, 'device_metrics', records(metric()), { batchId: 'b' }),
    ).rejects.toMatchObject({
      code: 'overloaded',
    });
    door.intake.budget.release(134_217_728);
    const answer = await door.intake.submit(sender, 'device_metrics', records(metric()), {
      batchId: 'b',
    });
    expect(answer).toMatchObject({ accepted: 1, filtered: 0 });
    expect(door.intake.budget.taken()).toBe(0);
  });
});

describe('the same id', () => {
  test('twice stores once', async () => {
    const door = await open();
    const send = () =>
      door.intake.submit(sender, 'device_state_history', records(state(), state()), {
        batchId: 'b',
      });
    expect(await send()).toMatchObject({ accepted: 2, duplicate: 0 });
    expect(await send()).toMatchObject({ accepted: 0, duplicate: 2 });
    expect(await door.batches()).toHaveLength(1);
    expect(account(door, 'device_state_history')).toMatchObject({
      received: 4,
      inSpool: 2,
      duplicate: 2,
    });
  });

  test('at the same time stores once', async () => {
    const door = await open();
    const send = () =>
      door.intake.submit(sender, 'device_state_history', records(state()), { batchId: 'b' });
    const answers = await Promise.all([send(), send(), send()]);
    expect(answers.map(({ accepted, duplicate }) => [accepted, duplicate]).sort()).toEqual([
      [0, 1],
      [0, 1],
      [1, 0],
    ]);
    expect(await door.batches()).toHaveLength(1);
  });

  test('of a batch that could not be stored is taken by the next that waits', async () => {
    let appends = 0;
    const door = await open({
      beforeAppend: async () => {
        if (appends++ === 0) throw new HomepotError('spool_full');
      },
    });
    const send = () =>
      door.intake.submit(sender, 'device_state_history', records(state()), { batchId: 'b' });
    const [first, second] = await Promise.allSettled([send(), send()]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'spool_full' } });
    expect(second).toMatchObject({ status: 'fulfilled', value: { accepted: 1, duplicate: 0 } });
    expect(account(door, 'device_state_history')).toMatchObject({ received: 1, inSpool: 1 });
  });

  test('of two senders are two batches', async () => {
    const door = await open();
    const other = senderOf({ ...key, keyId: 'k2' }, 'http');
    await door.intake.submit(sender, 'device_state_history', records(state()), { batchId: 'b' });
    const answer = await door.intake.submit(other, 'device_state_history', records(state()), {
      batchId: 'b',
    });
    expect(answer.accepted).toBe(1);
  });

  test('that an earlier run took is a duplicate', async () => {
    const door = await open();
    door.memory.remember('key:k1', 'b');
    const answer = await door.intake.submit(sender, 'device_state_history', records(state()), {
      batchId: 'b',
    });
    expect(answer).toMatchObject({ accepted: 0, duplicate: 1 });
  });

  test('that only the database remembers is a duplicate for an import', async () => {
    const door = await open({ stored: new Set(['key:k1/b']) });
    const send = () =>
      door.intake.submit(importer, 'device_state_history', records(state()), { batchId: 'b' });
    expect(await send()).toMatchObject({ accepted: 0, duplicate: 1 });
    expect(await send()).toMatchObject({ accepted: 0, duplicate: 1 });
    expect(await door.batches()).toEqual([]);
  });

  test.each(['', ' ', 'a b', 'ü', 'x'.repeat(101), 'a\n'])('%j is no id', async (batchId) => {
    const door = await open();
    await expect(
      door.intake.submit(sender, 'device_metrics', records(metric()), { batchId }),
    ).rejects.toMatchObject({
      code: 'batch_id_invalid',
    });
  });
});

describe('time', () => {
  const at = (door: OpenDoor, offsetMs: number) =>
    state({ timestamp: new Date(door.clock.nowMs() + offsetMs).toISOString() });
  const dayMs = 86_400_000;

  test('30 days back and 10 minutes ahead are taken, anything beyond is kept aside', async () => {
    const door = await open();
    const list = [-30 * dayMs, -30 * dayMs - 1, 600_000, 600_001].map((offset) => at(door, offset));
    const answer = await door.intake.submit(sender, 'device_state_history', records(...list), {
      batchId: 'b',
    });
    expect(answer).toMatchObject({ accepted: 2, quarantined: 2, rejected: [] });
    const [batch] = await door.batches();
    expect(batch?.sections.map(({ table, rowCount }) => [table, rowCount])).toEqual([
      ['device_state_history', 2],
      ['quarantined_records', 2],
    ]);
    expect(await textsOf(door, 'quarantined_records', 'code')).toEqual([
      'time_outside_window',
      'time_outside_window',
    ]);
    expect(await textsOf(door, 'quarantined_records', 'device_id')).toEqual(['pos-1', 'pos-1']);
  });

  test('a record that is kept aside is kept without its secrets', async () => {
    const door = await open();
    const record = state({
      timestamp: '2020-01-01T00:00:00Z',
      extra_data: { password: 'hunter2' },
    });
    await door.intake.submit(sender, 'device_state_history', records(record));
    const [payload] = await textsOf(door, 'quarantined_records', 'payload');
    expect(JSON.parse(payload ?? '')).toEqual({
      ...record,
      extra_data: { password: '[redacted:password]' },
    });
  });

  test('the reason for a state is free text, and stored without its secrets', async () => {
    const door = await open();
    const reason = 'anna@a.example called, card 4111 1111 1111 1111';
    await door.intake.submit(sender, 'device_state_history', records(state({ reason })));
    expect(await textsOf(door, 'device_state_history', 'reason')).toEqual([
      '[redacted:email] called, card [redacted:card]',
    ]);
  });

  test('any past is taken in historical mode, and nothing is thinned', async () => {
    const door = await open();
    const old = metric({ timestamp: '2014-02-14T14:30:00Z' });
    const answer = await door.intake.submit(importer, 'device_metrics', records(old, old), {
      historical: true,
    });
    expect(answer).toMatchObject({ accepted: 2, filtered: 0, quarantined: 0 });
    const ahead = at(door, 660_000);
    const late = await door.intake.submit(importer, 'device_state_history', records(ahead), {
      historical: true,
    });
    expect(late.quarantined).toBe(1);
  });
});

describe('the smart filter', () => {
  test('filters at the door, and begins anew where the spool failed', async () => {
    let broken = true;
    const door = await open({
      beforeAppend: async () => {
        if (broken) throw new HomepotError('not_ready');
      },
    });
    const send = () => door.intake.submit(sender, 'device_metrics', records(metric()));
    await expect(send()).rejects.toMatchObject({ code: 'not_ready' });
    broken = false;
    expect(await send()).toMatchObject({ accepted: 1, filtered: 0 });
    expect(await send()).toMatchObject({ accepted: 0, filtered: 1 });
    door.clock.advanceMs(300_000);
    expect(await send()).toMatchObject({ accepted: 1, filtered: 0 });
    expect(account(door, 'device_metrics')).toMatchObject({ received: 3, inSpool: 2, filtered: 1 });
  });

  test('a filtered row is not answered before the row that it repeats is durable', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const door = await open({ beforeAppend: () => promise });
    const first = door.intake.submit(sender, 'device_metrics', records(metric()));
    let answered = false;
    const second = door.intake
      .submit(sender, 'device_metrics', records(metric()))
      .then((answer) => {
        answered = true;
        return answer;
      });
    await new Promise((done) => setImmediate(done));
    expect(answered).toBe(false);
    resolve();
    expect(await first).toMatchObject({ accepted: 1 });
    expect(await second).toMatchObject({ filtered: 1 });
  });

  test('a filtered row is not answered at all when the row that it repeats was lost', async () => {
    const { promise, reject } = Promise.withResolvers<void>();
    const door = await open({ beforeAppend: () => promise });
    const answers = Promise.allSettled([
      door.intake.submit(sender, 'device_metrics', records(metric())),
      door.intake.submit(sender, 'device_metrics', records(metric())),
    ]);
    reject(new HomepotError('not_ready'));
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(door.accounting.accounts()).toEqual([]);
  });

  test('0 percent stores all', async () => {
    const door = await open({ options: { thinChangePercent: 0 } });
    const answer = await door.intake.submit(sender, 'device_metrics', records(metric(), metric()));
    expect(answer.accepted).toBe(2);
  });
});

describe('who says so', () => {
  const device = senderOf(
    { kind: 'device', deviceId: 'pos-1', siteId: 'site-test', keyId: 'd1', provenance: 'real' },
    'http',
  );
  const member = senderOf(
    { kind: 'user', userId: 7, username: 'ben', isAdmin: false, sessionId: 's', byCookie: true },
    'http',
  );
  const stranger = senderOf({ kind: 'anonymous' }, 'anonymous');
  const activity = { activity_type: 'page_view' };
  const error = { category: 'api', severity: 'error', error_message: 'x' };

  test('a device sends about itself and nobody else', async () => {
    const door = await open();
    const list = records(state(), { new_state: 'error' }, state({ device_id: 'pos-2' }));
    const answer = await door.intake.submit(device, 'device_state_history', list);
    expect(answer.accepted).toBe(2);
    expect(answer.rejected).toMatchObject([
      { index: 2, code: 'device_mismatch', path: 'records[2].device_id' },
    ]);
    expect(await textsOf(door, 'device_state_history', 'device_id')).toEqual(['pos-1', 'pos-1']);
  });

  test('a device sends only what devices send', async () => {
    const door = await open();
    await expect(
      door.intake.submit(device, 'user_activities', records(activity)),
    ).rejects.toMatchObject({
      code: 'not_allowed',
    });
  });

  test('a member is who is signed in', async () => {
    const door = await open();
    const list = records(
      activity,
      { ...activity, user_id: 'ben' },
      { ...activity, user_id: 'ada' },
    );
    const answer = await door.intake.submit(member, 'user_activities', list);
    expect(answer.rejected).toMatchObject([
      { index: 2, code: 'not_allowed', path: 'records[2].user_id' },
    ]);
    expect(await textsOf(door, 'user_activities', 'user_id')).toEqual(['ben', 'ben']);
  });

  test('a stranger is believed nothing', async () => {
    const door = await open();
    const claims = { ...error, category: 'database', user_id: 'ada', device_id: 'pos-1' };
    const answer = await door.intake.submit(
      stranger,
      'error_logs',
      records(claims, { ...error, category: 7 }),
    );
    expect(answer.accepted).toBe(2);
    expect(await textsOf(door, 'error_logs', 'category')).toEqual(['frontend', 'frontend']);
    expect(await textsOf(door, 'error_logs', 'user_id')).toEqual([null, null]);
    expect(await textsOf(door, 'error_logs', 'device_id')).toEqual([null, null]);
    expect((await door.batches())[0]).toMatchObject({ door: 'anonymous', provenance: 'real' });
  });
});

describe('what follows from other values', () => {
  const call = {
    bcp_name: 'p',
    tool_name: 't',
    operation: 'o',
    start_time: '2026-01-01T00:00:00Z',
  };
  const end = { end_time: '2026-01-01T00:00:01.5Z' };

  test('a tool call has its duration, its outcome and its time', async () => {
    const door = await open();
    const list = records(
      { ...call, ...end, success: true },
      { ...call, success: false },
      { ...call, ...end, outcome: 'timeout' },
      { ...call, ...end },
      { ...call, end_time: '2025-12-31T23:59:59Z', success: true },
      { ...call, success: true, duration_ms: 5 },
    );
    const answer = await door.intake.submit(sender, 'tool_usage_logs', list);
    expect(answer.rejected.map(({ index, code, path }) => [index, code, path])).toEqual([
      [3, 'column_missing', 'records[3].success'],
      [4, 'number_out_of_range', 'records[4].end_time'],
      [5, 'column_not_sendable', 'records[5].duration_ms'],
    ]);
    const [section] = (await door.batches())[0]?.sections ?? [];
    if (section === undefined) throw new Error('no section');
    expect(fieldOf(section, 'duration_ms', (reader, i) => reader.integer(i))).toEqual([
      1_500,
      null,
      1_500,
    ]);
    expect(fieldOf(section, 'success', (reader, i) => reader.boolean(i))).toEqual([
      true,
      false,
      false,
    ]);
    expect(fieldOf(section, 'outcome', (reader, i) => reader.text(i))).toEqual([
      'ok',
      'tool_error',
      'timeout',
    ]);
    expect(fieldOf(section, 'timestamp', (reader, i) => reader.timestamp(i))).toEqual(
      new Array(3).fill(Date.UTC(2026, 0, 1) * 1_000),
    );
  });

  test('what one record implies is not carried over to the next', async () => {
    const door = await open();
    const bytes = Buffer.from(
      JSON.stringify([
        { ...call, ...end, success: true },
        { ...call, end_time: null, success: false },
      ]),
    );
    await door.intake.submit(sender, 'tool_usage_logs', {
      kind: 'body',
      bytes,
      format: 'json',
      singleAllowed: false,
    });
    expect(await textsOf(door, 'tool_usage_logs', 'outcome')).toEqual(['ok', 'tool_error']);
  });

  test('like errors have the same fingerprint, and none holds a secret', async () => {
    const door = await open();
    const error = {
      category: 'external',
      severity: 'warn',
      error_message: 'login of anna@a.example failed 3 times',
    };
    const like = {
      ...error,
      category: 'external_service',
      error_message: 'login of ben@b.example failed 12 times',
    };
    await door.intake.submit(sender, 'error_logs', records(error, like));
    const [one, other] = await textsOf(door, 'error_logs', 'fingerprint');
    expect(one).toBe(other);
    expect(await textsOf(door, 'error_logs', 'severity')).toEqual(['warning', 'warning']);
    expect(await textsOf(door, 'error_logs', 'error_message')).toEqual([
      'login of [redacted:email] failed 3 times',
      'login of [redacted:email] failed 12 times',
    ]);
  });
});

test('each error keeps the texts of its own, redacted', async () => {
  const door = await open();
  const error = (error_message: string, more: object = {}) => ({
    category: 'api',
    severity: 'error',
    error_message,
    ...more,
  });
  const stack_trace = 'Error: of anna@a.example\n    at send (push.ts:42:11)';
  await door.intake.submit(
    sender,
    'error_logs',
    records(
      error('from ben@b.example', { stack_trace }),
      error('plain'),
      error('', { stack_trace: '' }),
    ),
  );
  expect(await textsOf(door, 'error_logs', 'error_message')).toEqual([
    'from [redacted:email]',
    'plain',
    '',
  ]);
  expect(await textsOf(door, 'error_logs', 'stack_trace')).toEqual([
    'Error: of [redacted:email]\n    at send (push.ts:42:11)',
    null,
    '',
  ]);
});

describe('an id that was used', () => {
  const body = (value: unknown) =>
    ({
      kind: 'body',
      bytes: Buffer.from(JSON.stringify([value])),
      format: 'json',
      singleAllowed: false,
    }) as const;

  test('is a duplicate with the same bytes, and refused with others or for another table', async () => {
    const door = await open();
    const send = (table: string, value: unknown) =>
      door.intake.submit(sender, table, body(value), { batchId: 'b1' });
    await send('device_state_history', state());
    expect(await send('device_state_history', state())).toMatchObject({ duplicate: 1 });
    const reused = { code: 'batch_id_reused', status: 422 };
    await expect(
      send('device_state_history', state({ new_state: 'offline' })),
    ).rejects.toMatchObject(reused);
    await expect(send('device_metrics', metric())).rejects.toMatchObject(reused);
    expect(account(door, 'device_state_history')).toMatchObject({ duplicate: 1, rejected: 1 });
    expect(account(door, 'device_metrics')).toMatchObject({ rejected: 1, inSpool: 0 });
  });

  test('by an earlier run is a duplicate, for its bytes are not known', async () => {
    const door = await open();
    door.memory.remember(sender.scope, 'b1');
    const answer = door.intake.submit(sender, 'device_state_history', body(state()), {
      batchId: 'b1',
    });
    expect(await answer).toMatchObject({ duplicate: 1 });
  });
});

test('a batch of too many days is refused as a whole', async () => {
  const door = await open();
  const day = (number: number) =>
    state({ timestamp: new Date(Date.UTC(2020, 0, 1 + number)).toISOString() });
  const send = (days: number) =>
    door.intake.submit(
      importer,
      'device_state_history',
      records(...Array.from({ length: days }, (_, number) => day(number))),
      { historical: true },
    );
  expect(await send(400)).toMatchObject({ accepted: 400 });
  await expect(send(401)).rejects.toMatchObject({ code: 'too_many_days', status: 422 });
  expect(account(door, 'device_state_history')).toMatchObject({ rejected: 401, inSpool: 400 });
});

test('a member may name only itself as the one who did something, an administrator anyone', async () => {
  const door = await open();
  const user = { kind: 'user', userId: 2, username: 'ben', sessionId: 1, byCookie: false } as const;
  const send = (isAdmin: boolean, table: string, record: object) =>
    door.intake.submit(senderOf({ ...user, isAdmin } as never, 'http'), table, records(record));
  const refused = { accepted: 0, rejected: [{ code: 'not_allowed' }] };
  expect(await send(false, 'device_state_history', state({ changed_by: 'ada' }))).toMatchObject(
    refused,
  );
  expect(await send(false, 'device_state_history', state({ changed_by: 'ben' }))).toMatchObject({
    accepted: 1,
  });
  expect(await send(false, 'device_state_history', state())).toMatchObject({ accepted: 1 });
  expect(await send(true, 'device_state_history', state({ changed_by: 'ada' }))).toMatchObject({
    accepted: 1,
  });
  expect(await textsOf(door, 'device_state_history', 'changed_by')).toEqual(['ben', 'ben', 'ada']);
});
