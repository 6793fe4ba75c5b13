import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { limits } from '../../kernel/index.ts';
import type { NotifyGround } from './test/notify-ground.ts';
import { createNotifyGround } from './test/notify-ground.ts';
import type { Receiver } from './test/start-receiver.ts';
import { startReceiver } from './test/start-receiver.ts';

let ground: NotifyGround;
let receiver: Receiver;
let held: ServerResponse[];

beforeAll(async () => {
  ground = await createNotifyGround();
});
afterAll(() => ground.remove());
beforeEach(async () => {
  await ground.clear();
  receiver = await startReceiver();
  held = [];
});
afterEach(async () => {
  for (const response of held) response.destroy();
  await receiver.stop();
});

const idsOf = (some: Receiver) => some.received.map(({ headers }) => headers['webhook-id']);

async function until(isSo: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !isSo(); i++) await pause(10);
  expect(isSo()).toBe(true);
}

/** Keeps the receiver from answering. */
function hold(): void {
  receiver.answer((response) => {
    held.push(response);
  });
}

test('slow receivers delay nobody else', async () => {
  const quick = await startReceiver();
  hold();
  const slow = await Promise.all(
    Array.from({ length: 30 }, () => ground.createWebhook(receiver.url)),
  );
  const { id } = await ground.createWebhook(quick.url);
  await ground.tell('event-1', [...slow.map((each) => each.id), id]);
  expect(await ground.notifications.begin()).toBe(31);
  await until(() => quick.received.length === 1);
  await ground.tell('event-2', [...slow.map((each) => each.id), id]);
  // Only the quick one, where it has not gone on by itself: the others do one thing at a time.
  expect(await ground.notifications.begin()).toBeLessThanOrEqual(1);
  await until(() => quick.received.length === 2);
  await until(() => receiver.received.length === 30);
  for (const response of held) response.writeHead(204).end();
  receiver.answer((response) => response.writeHead(204).end());
  await ground.notifications.deliver();
  await until(() => receiver.received.length === 60);
  await quick.stop();
});

test('several servers share the work, and none delivers what another does', async () => {
  const hooks = await Promise.all(
    Array.from({ length: 5 }, () => ground.createWebhook(receiver.url)),
  );
  const ids = hooks.map(({ id }) => id);
  for (let i = 0; i < 10; i++) await ground.tell(`event-${i}`, ids);
  const servers = [ground.createServer(), ground.createServer(), ground.createServer()];
  await Promise.all(
    servers.map(async (server) => {
      for (let i = 0; i < 20; i++) {
        await server.deliver();
        await pause(5);
      }
    }),
  );
  const rows = await ground.rows();
  expect(rows.filter(({ state, attempt }) => state !== 'sent' || attempt !== 1)).toEqual([]);
  expect(receiver.received).toHaveLength(50);
});

test('the messages of a server that was killed are delivered by another, with the same id', async () => {
  const { id } = await ground.createWebhook(receiver.url);
  hold();
  await ground.tell('event-1', [id]);
  const killed = ground.createServer();
  await killed.begin();
  await until(() => receiver.received.length === 1);
  receiver.answer((response) => response.writeHead(204).end());
  expect(await ground.notifications.deliver(), 'while the lease holds').toBe(0);
  ground.clock.advanceMs(limits.notificationLeaseMilliseconds);
  expect(await ground.notifications.deliver()).toBe(1);
  expect(idsOf(receiver)).toEqual(['event-1', 'event-1']);
  // The first one comes back from the dead: what it has to say is out of date.
  held[0]?.writeHead(500).end();
  await killed.stop();
  expect(await ground.rows()).toMatchObject([{ state: 'sent', attempt: 2, last_status_code: 204 }]);
  expect(await ground.database.query('SELECT lease_id, leased_until FROM notifiers')).toEqual([
    { lease_id: null, leased_until: null },
  ]);
});

test('a server that comes back from the dead changes nothing', async () => {
  const { id } = await ground.createWebhook(receiver.url);
  hold();
  await ground.tell('event-1', [id]);
  const killed = ground.createServer();
  await killed.begin();
  await until(() => receiver.received.length === 1);
  receiver.answer((response) => response.writeHead(500).end());
  ground.clock.advanceMs(limits.notificationLeaseMilliseconds);
  await ground.notifications.deliver();
  const [before] = await ground.rows();
  expect(before).toMatchObject({ state: 'waiting', attempt: 2, last_status_code: 500 });
  held[0]?.writeHead(404).end();
  await killed.stop();
  expect(await ground.rows()).toEqual([before]);
});

test('a server that stops hands on what it could not finish, without counting the attempt', async () => {
  const { id } = await ground.createWebhook(receiver.url);
  hold();
  await ground.tell('event-1', [id]);
  const stopping = ground.createServer();
  await stopping.begin();
  await until(() => receiver.received.length === 1);
  await stopping.stop();
  expect(await stopping.begin()).toBe(0);
  expect(await ground.rows()).toMatchObject([{ state: 'waiting', attempt: 0 }]);
  receiver.answer((response) => response.writeHead(204).end());
  expect(await ground.notifications.deliver()).toBe(1);
  expect(await ground.rows()).toMatchObject([{ state: 'sent', attempt: 1 }]);
});

test('a receiver that does not answer in time is asked again', async () => {
  const { id } = await ground.createWebhook(receiver.url);
  hold();
  await ground.tell('event-1', [id]);
  await ground.notifications.deliver();
  expect(await ground.rows()).toMatchObject([
    { state: 'waiting', attempt: 1, last_error: 'Nobody answered in time' },
  ]);
}, 20_000);
