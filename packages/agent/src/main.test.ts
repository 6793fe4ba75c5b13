import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { startBroker } from '../test/start-broker.ts';
import { temporaryFolder, testCommand, until } from '../test/test-parts.ts';
import type { Identity } from './settings/identity.ts';
import { writeIdentity } from './settings/identity.ts';

const program = fileURLToPath(new URL('./main.ts', import.meta.url));
const running = new Set<ChildProcess>();

function startAgent(folder: string): ChildProcess {
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'ignore', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown> {
  const ended = once(child, 'exit');
  child.kill(signal);
  const [code] = await ended;
  return code;
}

const enrolled = (mqttUrl: string): Identity => ({
  url: 'http://127.0.0.1:1',
  mqttUrl,
  siteId: 'shop-1',
  deviceId: 'till-1',
  keyId: 'key-1',
  credential: 'secret-1',
  reportIntervalSeconds: 1,
});

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});

test('a killed agent goes on where it was: every report once, none out of sequence', async () => {
  const broker = await startBroker();
  const folder = temporaryFolder();
  writeIdentity(folder, enrolled(broker.url));
  broker.isDeaf = true;
  const first = startAgent(folder);
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  await end(first, 'SIGKILL');
  broker.isDeaf = false;
  const second = startAgent(folder);
  await until(() => broker.reports.length >= 4, 'the reports of both');
  broker.tell('shop-1', 'till-1', testCommand('c1', { expires_at: '2100-01-01T00:00:00Z' }));
  await until(() => broker.acknowledgements.length === 3, 'the end of the command');
  expect(await end(second, 'SIGTERM')).toBe(0);
  const sequences = broker.reports.map((one) => one.sequence).sort((a, b) => a - b);
  expect(sequences).toEqual(sequences.map((_, at) => at));
  expect(new Set(broker.reports.map((one) => one.report_id)).size).toBe(sequences.length);
  expect(broker.acknowledgements[2]).toMatchObject({
    step: 'failed',
    error: { code: 'unsupported' },
  });
  expect(broker.presences.at(-1)?.presence).toBe('stopped');
  await broker.stop();
});

test('an agent that is not enrolled says how to enrol, and ends with 2', async () => {
  const child = startAgent(temporaryFolder());
  let said = '';
  child.stderr?.on('data', (chunk) => {
    said += String(chunk);
  });
  const [code] = await once(child, 'close');
  expect(code).toBe(2);
  expect(said).toContain('homepot agent enrol');
});
