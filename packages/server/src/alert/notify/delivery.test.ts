import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { limits } from '../../kernel/index.ts';
import type { NotifyGround } from './test/notify-ground.ts';
import { createNotifyGround } from './test/notify-ground.ts';
import type { Receiver } from './test/start-receiver.ts';
import { startReceiver } from './test/start-receiver.ts';

let ground: NotifyGround;
let receiver: Receiver;
let hook: { readonly id: number; readonly secret: string };

beforeAll(async () => {
  ground = await createNotifyGround();
});
afterAll(() => ground.remove());
beforeEach(async () => {
  await ground.clear();
  receiver = await startReceiver();
  hook = await ground.createWebhook(receiver.url);
});
afterEach(async () => {
  await receiver.stop();
});

const idsOf = (some: Receiver = receiver) =>
  some.received.map(({ headers }) => headers['webhook-id']);

test('a message arrives once, however often it is enqueued and looked for', async () => {
  await ground.tell('event-1', [hook.id]);
  await ground.tell('event-1', [hook.id, hook.id]);
  expect(await ground.notifications.deliver()).toBe(1);
  await ground.tell('event-1', [hook.id]);
  expect(await ground.notifications.deliver()).toBe(0);
  expect(idsOf()).toEqual(['event-1']);
  expect(await ground.rows()).toMatchObject([
    { state: 'sent', attempt: 1, last_status_code: 204, last_error: null },
  ]);
});

test('what is rolled back is not told', async () => {
  const failing = ground.database.transaction(async (transaction) => {
    const event = { id: 'e', type: 'job.ended', atMs: 0 } as const;
    const job = { id: 'j', action: 'a', status: 'failed', summary: 's', device_id: null };
    await ground.notifications.enqueue(transaction, { ...event, job: { ...job, details: {} } }, [
      hook.id,
    ]);
    throw new Error('undone');
  });
  await expect(failing).rejects.toThrow('undone');
  expect(await ground.rows()).toEqual([]);
});

test('an id that would break what is signed is a fault of the program', async () => {
  await expect(ground.tell('a.b', [hook.id])).rejects.toThrow('no id of an event');
});

test('a receiver that fails is asked again, later each time, with the same id and body', async () => {
  receiver.answer((response) => response.writeHead(500).end('no'));
  await ground.tell('event-1', [hook.id]);
  const pauses: number[] = [];
  for (let attempt = 1; attempt < limits.notificationAttemptsMax; attempt++) {
    expect(await ground.notifications.deliver()).toBe(1);
    const [row] = await ground.rows();
    expect(row).toMatchObject({ state: 'waiting', attempt, last_status_code: 500 });
    pauses.push(row?.due_in_ms ?? 0);
    expect(await ground.notifications.deliver(), 'not before it is due').toBe(0);
    ground.clock.advanceMs(row?.due_in_ms ?? 0);
  }
  await ground.notifications.deliver();
  expect(await ground.rows()).toMatchObject([{ state: 'given_up', attempt: 9 }]);
  expect(new Set(idsOf())).toEqual(new Set(['event-1']));
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  const plain = [5, 20, 80, 320, 1_280, 5_120, 18_000, 18_000].map((seconds) => seconds * 1_000);
  for (const [i, pause] of pauses.entries()) {
    expect(pause / (plain[i] ?? 0)).toBeGreaterThanOrEqual(0.8);
    expect(pause / (plain[i] ?? 0)).toBeLessThanOrEqual(1.2);
  }
});

test.each([400, 401, 404, 422, 301, 302, 307])(
  '%i ends a message after a few attempts',
  async (status) => {
    const elsewhere = await startReceiver();
    receiver.answer((response) => response.writeHead(status, { location: elsewhere.url }).end());
    await ground.tell('event-1', [hook.id]);
    for (let attempt = 1; attempt <= 3; attempt++) {
      await ground.notifications.deliver();
      ground.clock.advanceMs(86_400_000);
    }
    await ground.notifications.deliver();
    expect(await ground.rows()).toMatchObject([
      { state: 'failed', attempt: 3, last_status_code: status },
    ]);
    expect(elsewhere.received, 'a redirect is not followed').toEqual([]);
    await elsewhere.stop();
  },
);

test('410 switches the notifier off, with a row in the audit trail', async () => {
  receiver.answer((response) => response.writeHead(410).end());
  await ground.tell('event-1', [hook.id]);
  await ground.tell('event-2', [hook.id]);
  await ground.notifications.deliver();
  expect(receiver.received).toHaveLength(1);
  expect(await ground.rows()).toMatchObject([{ state: 'failed' }, { state: 'cancelled' }]);
  expect(await ground.notifications.notifiers.read(hook.id)).toMatchObject({
    enabled: false,
    disabled_reason: 'The receiver answered 410',
  });
  const audited = await ground.database.query(
    `SELECT description, event_metadata FROM audit_logs WHERE event_type = 'notifier_disabled'`,
  );
  expect(audited).toEqual([
    {
      description: 'Notifier hook 1 was switched off: The receiver answered 410',
      event_metadata: { id: hook.id, event_id: 'event-1' },
    },
  ]);
  await ground.tell('event-3', [hook.id]);
  expect((await ground.rows()).at(-1)).toMatchObject({ state: 'cancelled' });
});

test('Retry-After holds everything for that receiver, and is bounded', async () => {
  receiver.answer((response) => response.writeHead(429, { 'retry-after': '600' }).end());
  await ground.tell('event-1', [hook.id]);
  await ground.notifications.deliver();
  receiver.answer((response) => response.writeHead(204).end());
  await ground.tell('event-2', [hook.id]);
  ground.clock.advanceMs(599_000);
  expect(await ground.notifications.deliver()).toBe(0);
  ground.clock.advanceMs(2_000);
  expect(await ground.notifications.deliver()).toBe(1);
  // The one that was enqueued first is due later; it was not told to anybody yet.
  expect(new Set(idsOf())).toEqual(new Set(['event-1', 'event-2']));
  receiver.answer((response) => response.writeHead(503, { 'retry-after': '999999' }).end());
  await ground.tell('event-3', [hook.id]);
  await ground.notifications.deliver();
  ground.clock.advanceMs(limits.notificationPauseSecondsMax * 1_000 + 1);
  expect(await ground.notifications.deliver()).toBe(1);
});

test('nobody who listens, and an answer that is cut off, are asked again', async () => {
  await receiver.stop();
  await ground.tell('event-1', [hook.id]);
  await ground.notifications.deliver();
  expect(await ground.rows()).toMatchObject([
    { state: 'waiting', last_error: 'Nobody listens there (ECONNREFUSED)', last_status_code: null },
  ]);
  receiver = await startReceiver('127.0.0.1', receiver.port);
  receiver.answer((response) => response.destroy());
  ground.clock.advanceMs(60_000);
  await ground.notifications.deliver();
  expect(await ground.rows()).toMatchObject([
    { state: 'waiting', attempt: 2, last_error: 'The connection was cut (ECONNRESET)' },
  ]);
});

test('an answer without end is read to a bound, and only its beginning is kept', async () => {
  let sent = 0;
  receiver.answer((response) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    const write = (): void => {
      sent += 8_192;
      if (!response.destroyed) response.write(`password=hunter2 ${'x'.repeat(8_192)}`, write);
    };
    write();
  });
  await ground.tell('event-1', [hook.id]);
  await ground.notifications.deliver();
  const [row] = await ground.database.query<{ state: string; response_excerpt: string }>(
    'SELECT state, response_excerpt FROM notification_deliveries',
  );
  expect(row?.state).toBe('sent');
  expect(row?.response_excerpt).toMatch(/^password=\[redacted:password\] x+$/);
  expect(row?.response_excerpt.length).toBeLessThanOrEqual(500);
  expect(sent).toBeLessThan(10_000_000);
});

test('messages of a notifier arrive in their order', async () => {
  const ids = Array.from({ length: 20 }, (_, i) => `event-${i}`);
  for (const id of ids) await ground.tell(id, [hook.id]);
  await ground.notifications.deliver();
  expect(idsOf()).toEqual(ids);
});

test('what is told of one alert keeps its order, also when the first of it fails', async () => {
  let failures = 2;
  receiver.answer((response, { headers }) => {
    const fails = headers['webhook-id'] === 'firing' && failures-- > 0;
    response.writeHead(fails ? 500 : 204).end();
  });
  await ground.tell('firing', [hook.id], 'alert-1');
  await ground.tell('resolved', [hook.id], 'alert-1');
  await ground.tell('other', [hook.id], 'alert-2');
  for (let i = 0; i < 4; i++) {
    await ground.notifications.deliver();
    ground.clock.advanceMs(60_000);
  }
  expect(idsOf()).toEqual(['firing', 'other', 'firing', 'firing', 'resolved']);
});

test('after a burst, messages go at an even pace', async () => {
  for (let i = 0; i < 40; i++) await ground.tell(`event-${i}`, [hook.id]);
  await ground.notifications.deliver();
  expect(receiver.received).toHaveLength(limits.notificationsBurstMax);
  ground.clock.advanceMs(3_000);
  await ground.notifications.deliver();
  expect(receiver.received).toHaveLength(limits.notificationsBurstMax + 3);
});

test('what waits for one notifier is bounded', async () => {
  await ground.database.query(
    `INSERT INTO notification_deliveries (event_id, notifier_id, event_type, subject, payload, next_attempt_at)
     SELECT 'old-' || i, $1, 'alert.firing', 's', '{}', now() FROM generate_series(1, $2) AS i`,
    [hook.id, limits.notificationsWaitingMax],
  );
  await ground.tell('one-more', [hook.id]);
  expect((await ground.rows()).at(-1)).toMatchObject({
    event_id: 'one-more',
    state: 'cancelled',
    last_error: 'Too many messages wait for the notifier',
  });
});

test('a message is sent again by hand with the same id', async () => {
  await ground.tell('event-1', [hook.id]);
  await ground.notifications.deliver();
  const [row] = await ground.database.query<{ id: number }>(
    'SELECT id FROM notification_deliveries',
  );
  await ground.notifications.deliveries.redeliver(row?.id ?? 0, { local: true });
  await ground.notifications.deliver();
  expect(idsOf()).toEqual(['event-1', 'event-1']);
  await ground.notifications.notifiers.update(hook.id, { enabled: false }, { local: true });
  await expect(
    ground.notifications.deliveries.redeliver(row?.id ?? 0, { local: true }),
  ).rejects.toThrow('switched off');
});

test('what waits is dropped when a notifier is switched off, and does not come back', async () => {
  await ground.tell('event-1', [hook.id]);
  await ground.notifications.notifiers.update(hook.id, { enabled: false }, { local: true });
  await ground.tell('event-2', [hook.id]);
  await ground.notifications.notifiers.update(hook.id, { enabled: true }, { local: true });
  await ground.notifications.deliver();
  expect(receiver.received).toEqual([]);
  expect(await ground.rows()).toMatchObject([{ state: 'cancelled' }, { state: 'cancelled' }]);
});
