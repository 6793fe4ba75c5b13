import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { NotifyGround } from '../test/notify-ground.ts';
import { createNotifyGround } from '../test/notify-ground.ts';
import type { NameServer } from '../test/start-name-server.ts';
import { startNameServer } from '../test/start-name-server.ts';
import type { Receiver } from '../test/start-receiver.ts';
import { startReceiver } from '../test/start-receiver.ts';

let ground: NotifyGround;
let names: NameServer;
let receiver: Receiver;

beforeAll(async () => {
  ground = await createNotifyGround();
});
afterAll(() => ground.remove());
beforeEach(async () => {
  await ground.clear();
  [names, receiver] = await Promise.all([startNameServer(), startReceiver()]);
});
afterEach(async () => {
  await receiver.stop();
  await names.stop();
});

const actor = { local: true };
const webhook = (name: string) =>
  ({
    name,
    kind: 'webhook',
    configuration: { url: `http://${name}:${receiver.port}/hook` },
  }) as const;

test('a name that leads inside is refused when it is saved', async () => {
  names.say(() => ['127.0.0.1']);
  const server = ground.createServer({ allowedNetworks: [], nameServers: [names.address] });
  await expect(server.notifiers.create(webhook('inside.example'), actor)).rejects.toThrow(
    'inside.example leads to 127.0.0.1, which is not a public address',
  );
});

test('one bad address among good ones is enough to refuse a name', async () => {
  names.say(() => ['1.1.1.1', '169.254.169.254', '1.0.0.1']);
  const server = ground.createServer({ allowedNetworks: [], nameServers: [names.address] });
  await expect(server.notifiers.create(webhook('mixed.example'), actor)).rejects.toThrow(
    'mixed.example leads to 169.254.169.254',
  );
});

test('a name that moves inside after it was saved is refused at the try and at each message', async () => {
  const server = ground.createServer({ allowedNetworks: [], nameServers: [names.address] });
  names.say(() => ['1.1.1.1']);
  const { id } = await server.notifiers.create(webhook('rebinding.example'), actor);
  names.say(() => ['127.0.0.1']);
  expect(await server.notifiers.test(id, actor)).toMatchObject({
    state: 'failed',
    last_error: expect.stringContaining('not a public address'),
  });
  await ground.tell('event-1', [id]);
  await server.deliver();
  expect((await ground.rows()).at(-1)).toMatchObject({ state: 'waiting', attempt: 1 });
  expect(receiver.received).toEqual([]);
});

test('a name is looked up once, and what was checked is what is connected to', async () => {
  const other = await startReceiver('127.0.0.2', receiver.port);
  const server = ground.createServer({
    allowedNetworks: ['127.0.0.1/32'],
    nameServers: [names.address],
  });
  let asked = 0;
  // The first look is allowed; a second one would lead to the other receiver.
  names.say(() => [asked++ % 2 === 0 ? '127.0.0.1' : '127.0.0.2']);
  await expect(server.notifiers.create(webhook('flips.example'), actor)).resolves.toBeDefined();
  asked = 0;
  const before = names.asked();
  const [row] = await ground.database.query<{ id: number }>('SELECT id FROM notifiers');
  expect(await server.notifiers.test(row?.id ?? 0, actor)).toMatchObject({ state: 'sent' });
  expect(names.asked() - before).toBe(1);
  expect(receiver.received.map(({ headers }) => headers.host)).toEqual([
    `flips.example:${receiver.port}`,
  ]);
  expect(other.received).toEqual([]);
  await other.stop();
});

test('a name that leads nowhere is taken, and asked again when there is something to tell', async () => {
  const server = ground.createServer({ nameServers: [names.address] });
  const { id } = await server.notifiers.create(webhook('later.example'), actor);
  await ground.tell('event-1', [id]);
  await server.deliver();
  expect(await ground.rows()).toMatchObject([
    { state: 'waiting', last_error: 'later.example has no address (ENOTFOUND)' },
  ]);
  names.say(() => ['127.0.0.1']);
  ground.clock.advanceMs(60_000);
  await server.deliver();
  expect(await ground.rows()).toMatchObject([{ state: 'sent' }]);
});

test('a redirect to the inside leads nowhere', async () => {
  const inside = await startReceiver('127.0.0.2');
  receiver.answer((response) => response.writeHead(307, { location: inside.url }).end());
  const server = ground.createServer({ allowedNetworks: ['127.0.0.1/32'] });
  const { id } = await server.notifiers.create(
    { name: 'r', kind: 'webhook', configuration: { url: receiver.url } },
    actor,
  );
  expect(await server.notifiers.test(id, actor)).toMatchObject({
    state: 'failed',
    last_error: 'The receiver answered 307; redirects are not followed',
  });
  expect(inside.received).toEqual([]);
  await inside.stop();
});
