import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectSocket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { HomepotError } from '../../../kernel/index.ts';
import type { TestDevice } from '../test/device-client.ts';
import { connectDevice, ownTopic, sendReport } from '../test/device-client.ts';
import type { Ground } from '../test/open-ground.ts';
import { openGround } from '../test/open-ground.ts';
import { testReport } from '../test/test-report.ts';
import { listen } from './listen.ts';

let ground: Ground;
let device: TestDevice;
let devices = 0;
beforeAll(async () => {
  ground = await openGround();
});
afterAll(() => ground.close());
beforeEach(async () => {
  devices += 1;
  device = await ground.createDevice(`pos-${devices}`);
});

type Append = Ground['house']['lanes']['append'];

/** Stands between the door and the spool until the returned function is called. */
function replaceAppend(make: (append: Append) => Append): () => void {
  const { lanes } = ground.house;
  const { append } = lanes;
  Object.assign(lanes, { append: make(append) });
  return () => Object.assign(lanes, { append });
}

const countStored = async (): Promise<number> => {
  await ground.house.drained();
  const [row] = await ground.house.database.query<{ count: number }>(
    'SELECT count(*) FROM health_checks WHERE device_id = $1',
    [device.deviceId],
  );
  return row?.count ?? 0;
};

const isClosed = (client: MqttClient): Promise<true> =>
  new Promise((resolve) => client.once('close', () => resolve(true)));

test('a report is acknowledged when it is on disk, and not before', async () => {
  const disk = Promise.withResolvers<void>();
  const restore = replaceAppend((append) => async (...parts) => {
    await disk.promise;
    return append(...parts);
  });
  const client = await connectDevice(device);
  let isAcknowledged = false;
  const sent = sendReport(client, device, testReport()).then(() => {
    isAcknowledged = true;
  });
  await expect.poll(() => ground.mqtt.figures().waiting).toBe(1);
  await pause(100);
  expect(isAcknowledged).toBe(false);
  disk.resolve();
  await sent;
  restore();
  expect(ground.mqtt.figures().waiting).toBe(0);
  await client.endAsync();
});

test('while the spool is full nothing is acknowledged, and the same report is taken later', async () => {
  const restore = replaceAppend(() => async () => {
    throw new HomepotError('spool_full');
  });
  const client = await connectDevice(device, { reconnectPeriod: 50, clean: false });
  const { putOff } = ground.mqtt.figures();
  const sent = sendReport(client, device, testReport());
  expect(await isClosed(client)).toBe(true);
  expect(ground.mqtt.figures().putOff).toBeGreaterThan(putOff);
  restore();
  await sent;
  expect(await countStored()).toBe(1);
  await client.endAsync();
});

test('the reports of a device are taken in the order in which it sends them', async () => {
  const client = await connectDevice(device);
  const reports = Array.from({ length: 300 }, () => testReport());
  await Promise.all(reports.map((report) => sendReport(client, device, report)));
  await ground.house.drained();
  // Each connection has a thousand ids for itself: they tell the order within a transaction, not of transactions.
  const rows = await ground.house.database.query<{ sequence: number }>(
    `SELECT (response_data->>'sequence')::integer AS sequence FROM health_checks
     WHERE device_id = $1 ORDER BY xmin::text::bigint, id`,
    [device.deviceId],
  );
  const sent = reports.map(({ sequence }) => sequence);
  expect(rows.map(({ sequence }) => sequence)).toEqual(sent);
  await client.endAsync();
});

test('a packet beyond every limit ends its connection', async () => {
  const client = await connectDevice(device);
  client.publish(ownTopic(device, 'report'), Buffer.alloc(300_000), { qos: 1 });
  expect(await isClosed(client)).toBe(true);
});

test('a stranger may not even begin a large packet', async () => {
  const socket = connectSocket(Number(new URL(device.url).port), '127.0.0.1');
  // CONNECT, of which the length says 200 kB.
  socket.write(Buffer.from([0x10, 0xc0, 0x9a, 0x0c, 0, 4]));
  socket.on('error', () => undefined);
  await once(socket, 'close');
});

test.each([
  ['a wrong password', { password: 'x' }, 4],
  ['a user name that contradicts', { username: 'x' }, 4],
  ['another client id', { clientId: 'pos-0' }, 2],
  [
    'a last will for another',
    { will: { topic: 'homepot/v1/site-test/pos-0/presence', payload: Buffer.from('x') } },
    5,
  ],
])('%s is refused with the answer of MQTT for it', async (_name, options, code) => {
  await expect(connectDevice(device, options)).rejects.toMatchObject({ code });
});

test('an administrator may not connect as a device', async () => {
  const { adminKey } = ground.house;
  await expect(connectDevice(device, { password: adminKey })).rejects.toMatchObject({ code: 5 });
});

test('nothing is retained, and no session outlives its connection', async () => {
  const command = ownTopic(device, 'command');
  const first = await connectDevice(device, { clean: false });
  await first.subscribeAsync(command, { qos: 1 });
  await first.publishAsync(ownTopic(device, 'report'), JSON.stringify(testReport()), {
    qos: 1,
    retain: true,
  });
  await first.endAsync();
  const second = await connectDevice(device, { clean: false });
  expect(await ground.mqtt.publishCommand(device, {} as never)).toBe(false);
  await second.endAsync();
});

test('five hundred devices report at one time', async () => {
  const all = await Promise.all(
    Array.from({ length: 500 }, (_, i) => ground.createDevice(`crowd-${i}`)),
  );
  const clients = await Promise.all(all.map((each) => connectDevice(each)));
  expect(ground.mqtt.figures().connections).toBe(500);
  await Promise.all(
    clients.map((client, i) => sendReport(client, all[i] as TestDevice, testReport())),
  );
  await ground.house.drained();
  const [row] = await ground.house.database.query(
    `SELECT count(*) FROM health_checks WHERE device_id LIKE 'crowd-%'`,
  );
  expect(row).toEqual({ count: 500 });
  await Promise.all(clients.map((client) => client.endAsync(true)));
  await expect.poll(() => ground.mqtt.figures().connections).toBe(0);
});

test('a port that was asked for is had or told; the usual one is given up where it is taken', async () => {
  const host = '127.0.0.1';
  const taken = createServer().listen(0, host);
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  await expect(listen(createServer(), host, port)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  const [one, two] = [createServer(), createServer()];
  const ports = [await listen(one, host, undefined), await listen(two, host, undefined)];
  expect(ports[1]).not.toBe(ports[0]);
  expect(ports[1]).not.toBe(1_883);
  for (const server of [taken, one, two]) server.close();
});

test('the port of the last time is had again, so that enrolled devices find it', async () => {
  const host = '127.0.0.1';
  const folder = await mkdtemp(join(tmpdir(), 'homepot-port-'));
  const file = join(folder, 'mqtt-port');
  const open = async () => {
    const server = createServer();
    return { server, port: await listen(server, host, undefined, file) };
  };
  const usual = createServer();
  await listen(usual, host, undefined);
  const first = await open();
  first.server.close();
  usual.close();
  const second = await open();
  expect(second.port).toBe(first.port);
  const third = await open();
  expect(third.port).not.toBe(second.port);
  for (const { server } of [second, third]) server.close();
  await writeFile(file, 'no port');
  const fourth = await open();
  expect(fourth.port).toBeGreaterThan(0);
  fourth.server.close();
  await rm(folder, { recursive: true });
});

test('a stop finishes what is on its way, takes nothing more, and tells of no departures', async () => {
  const disk = Promise.withResolvers<void>();
  replaceAppend((append) => async (...parts) => {
    await disk.promise;
    return append(...parts);
  });
  const will = { presence: 'cut_off', connected_at: new Date().toISOString() };
  const client = await connectDevice(device, {
    will: {
      topic: ownTopic(device, 'presence'),
      payload: Buffer.from(JSON.stringify(will)),
      qos: 1,
    },
  });
  const sent = sendReport(client, device, testReport());
  await expect.poll(() => ground.mqtt.figures().waiting).toBe(1);
  const { presences } = ground.mqtt.figures();
  const closed = isClosed(client);
  const stopped = ground.mqtt.stop();
  disk.resolve();
  await Promise.all([sent, stopped, closed]);
  expect(ground.mqtt.figures().presences).toBe(presences);
  await expect(connectDevice(device)).rejects.toThrow();
});
