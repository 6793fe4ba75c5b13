import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TestBroker } from '../../test/start-broker.ts';
import { startBroker } from '../../test/start-broker.ts';
import { createTestLog, storedReport, testCommand, until } from '../../test/test-parts.ts';
import { systemClock, systemScheduler } from '../main/system-parts.ts';
import type { Transport } from '../transport.ts';
import { createMqttTransport } from './create-mqtt-transport.ts';

let broker: TestBroker;
let transport: Transport;
const log = createTestLog();
const commands: string[] = [];
let connections = 0;
const credentials = { siteId: 's', deviceId: 'd', keyId: 'k', credential: 'secret' };
let who = credentials;

beforeEach(async () => {
  broker = await startBroker();
  commands.length = 0;
  log.lines.length = 0;
  connections = 0;
  who = credentials;
  const machine = { clock: systemClock, scheduler: systemScheduler, random: () => 0, log };
  transport = createMqttTransport({ ...machine, credentials: () => who }, { url: broker.url });
});

afterEach(async () => {
  await transport.stop();
  await broker.stop();
});

function start(): void {
  transport.start({
    onConnected() {
      connections += 1;
    },
    onCommand: (command) => commands.push(command.command_id),
  });
}

const report = (sequence: number) => ({ ...storedReport(sequence), sent_at: 'now' });

test('reports and acknowledgements arrive, commands come in', async () => {
  start();
  await until(() => transport.isReady(), 'the connection');
  await transport.sendReport(report(1));
  await transport.sendAcknowledgement({ command_id: 'c', step: 'received', at: 'now' });
  broker.tell('s', 'd', testCommand('c1'));
  await until(() => commands.length === 1, 'the command');
  expect(broker.reports).toEqual([report(1)]);
  expect(broker.acknowledgements).toHaveLength(1);
});

test('a lost connection fails what was on its way at once, and is made again', async () => {
  start();
  await until(() => transport.isReady(), 'the connection');
  broker.isDeaf = true;
  const sending = transport.sendReport(report(1));
  const failed = expect(sending).rejects.toMatchObject({ failure: 'unreachable' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  broker.isDeaf = false;
  broker.cut();
  await failed;
  expect(transport.isReady()).toBe(false);
  await expect(transport.sendReport(report(2))).rejects.toMatchObject({ failure: 'unreachable' });
  await until(() => connections === 2, 'the second connection');
  await transport.sendReport(report(3));
  expect(broker.reports.map((one) => one.sequence)).toEqual([3]);
});

test('a connection that is cut leaves its last will; one that ends says goodbye', async () => {
  start();
  await until(() => transport.isReady(), 'the connection');
  broker.cut();
  await until(() => broker.presences.length === 1, 'the last will');
  expect(broker.presences[0]?.presence).toBe('cut_off');
  await until(() => connections === 2, 'the second connection');
  await transport.stop();
  await until(() => broker.presences.length === 2, 'the goodbye');
  expect(broker.presences[1]?.presence).toBe('stopped');
});

test('a credential that is refused is said clearly, and tried again slowly', async () => {
  broker.accepted = 'another';
  start();
  await until(() => log.lines.length > 0, 'the refusal');
  expect(log.lines[0]).toContain('homepot agent enrol');
  await new Promise((resolve) => setTimeout(resolve, 800));
  expect(log.lines).toHaveLength(1);
});

test('a credential that was replaced is used from the next connection on', async () => {
  start();
  await until(() => transport.isReady(), 'the connection');
  broker.accepted = 'newer';
  who = { ...credentials, credential: 'newer' };
  broker.cut();
  await until(() => connections === 2, 'the second connection');
  expect(log.lines.join()).not.toContain('enrol');
});

test('what is no command is let go', async () => {
  start();
  await until(() => transport.isReady(), 'the connection');
  broker.tell('s', 'd', { ...testCommand('c1'), expires_at: 'soon' });
  broker.tell('s', 'd', testCommand('c2'));
  await until(() => commands.length === 1, 'the command');
  expect(commands).toEqual(['c2']);
});
