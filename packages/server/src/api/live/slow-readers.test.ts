import type { Socket } from 'node:net';
import { createConnection } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { expectHouse } from '../../../test/call-house.ts';
import { followByEvents } from '../../../test/follow-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';

const socketCount = 500;
const mebibyte = 1_048_576;

let house: TestHouse;
const sockets: Socket[] = [];
beforeAll(async () => {
  house = await startTestHouse();
});
afterAll(async () => {
  for (const socket of sockets) socket.destroy();
  await house.remove();
});

const handshake = [
  'connection: Upgrade',
  'upgrade: websocket',
  'sec-websocket-version: 13',
  'sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==',
];

/** Opens a connection that follows and never reads what comes. */
function openDeaf(key: string, bySocket: boolean): Socket {
  const { hostname, port } = new URL(house.url);
  const socket = createConnection({ host: hostname, port: Number(port) });
  const path = bySocket ? '/analytics-stream' : '/api/v1/live';
  const lines = [`GET ${path} HTTP/1.1`, `host: ${hostname}`, `x-api-key: ${key}`];
  const all = [...lines, ...(bySocket ? handshake : []), '', ''];
  socket.on('error', () => undefined);
  socket.pause();
  socket.write(all.join('\r\n'));
  return socket;
}

async function openAll(): Promise<void> {
  for (let i = 0; i < socketCount / 100; i += 1) {
    const { key } = await house.auth.apiKeys.create(
      { name: `wall ${i}`, scope: 'admin', username: 'admin' },
      { local: true },
    );
    for (let n = 0; n < 100; n += 1) sockets.push(openDeaf(key, n % 2 === 0));
  }
  while (house.live.figures().followers < socketCount) await pause(20);
}

const memoryBytes = (): number => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const records = Array.from({ length: 200 }, () => ({ metric_name: 'queue', metric_value: 1 }));

async function sendAndMeasure(): Promise<number> {
  const startMs = performance.now();
  await expectHouse(house, 'POST /ingest/performance_metrics', 200, records);
  return performance.now() - startMs;
}

test('five hundred who do not read cost little, and nobody else notices', async () => {
  const reader = await followByEvents(house, { authorization: `Bearer ${house.adminKey}` });
  await openAll();
  const beforeBytes = memoryBytes();
  const times: number[] = [];
  let mostBytes = 0;
  for (let i = 0; i < 12; i += 1) {
    times.push(await sendAndMeasure());
    mostBytes = Math.max(mostBytes, memoryBytes());
    await pause(250);
  }
  expect(house.live.figures().followers).toBe(socketCount + 1);
  await house.drained();
  await reader.find(
    ({ event, data }) =>
      event === 'change' &&
      data.metrics?.tables?.performance_metrics?.today === times.length * records.length,
  );
  expect(reader.messages.filter(({ event }) => event === 'picture')).toHaveLength(1);
  expect(Math.max(...times)).toBeLessThan(2_000);
  expect(mostBytes - beforeBytes).toBeLessThan(100 * mebibyte);
  await reader.stop();
});
