import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TestHttpHouse } from '../../test/start-http-house.ts';
import { startHttpHouse } from '../../test/start-http-house.ts';
import { createTestLog, storedReport, testCommand, until } from '../../test/test-parts.ts';
import { systemClock, systemScheduler } from '../main/system-parts.ts';
import type { Transport } from '../transport.ts';
import { createHttpTransport } from './create-http-transport.ts';
import { createRequester } from './create-requester.ts';

let house: TestHttpHouse;
let transport: Transport;
const log = createTestLog();
const commands: string[] = [];
let connections = 0;

function start(pollSeconds?: number): void {
  const credentials = () => ({ siteId: 's', deviceId: 'd', keyId: 'k', credential: 'secret' });
  const machine = { clock: systemClock, scheduler: systemScheduler, random: () => 0, log };
  const options = pollSeconds === undefined ? {} : { pollSeconds };
  const requester = createRequester(house.url);
  transport = createHttpTransport({ ...machine, credentials }, requester, options);
  transport.start({
    onConnected() {
      connections += 1;
    },
    onCommand: (command) => commands.push(command.command_id),
  });
}

beforeEach(async () => {
  house = await startHttpHouse();
  commands.length = 0;
  log.lines.length = 0;
  connections = 0;
});

afterEach(async () => {
  await transport.stop();
  await house.stop();
});

const report = { ...storedReport(1), sent_at: 'now' };

test('reports and acknowledgements arrive, commands come in, with the credential', async () => {
  house.commands.push(testCommand('c/1'));
  start();
  await until(() => commands.length > 0, 'the command');
  await transport.sendReport(report);
  await transport.sendAcknowledgement({ command_id: 'c/1', step: 'received', at: 'now' });
  expect(house.reports).toEqual([report]);
  expect(house.acknowledgements).toHaveLength(1);
  expect(new Set(house.keys)).toEqual(new Set(['Bearer secret']));
});

test.each([
  [503, 'unreachable'],
  [401, 'refused'],
  [422, 'rejected'],
])('a report that is answered with %s is %s', async (status, failure) => {
  start(0);
  house.status = status;
  await expect(transport.sendReport(report)).rejects.toMatchObject({ failure });
  expect(transport.isReady()).toBe(failure === 'rejected');
});

test('after a failure it waits, and goes on when the house is back', async () => {
  house.status = 503;
  start();
  await until(() => log.lines.length > 0, 'the failure');
  expect(transport.isReady()).toBe(false);
  house.status = undefined;
  await until(() => connections === 1, 'the return');
  await transport.sendReport(report);
});

test('a refused credential is said clearly', async () => {
  house.status = 401;
  start();
  await until(() => log.lines.length > 0, 'the refusal');
  expect(log.lines[0]).toContain('homepot agent enrol');
});

test('a house that is not there is unreachable', async () => {
  start(0);
  await house.stop();
  await expect(transport.sendReport(report)).rejects.toMatchObject({ failure: 'unreachable' });
});
