import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import type { DeviceCommand } from '@homepot/catalogue';
import { expect, test } from 'vitest';
import { startHttpHouse } from '../../test/start-http-house.ts';
import { temporaryFolder, testCommand } from '../../test/test-parts.ts';
import { systemClock } from '../main/system-parts.ts';
import type { MachineExecutorOptions } from './create-machine-executor.ts';
import { createMachineExecutor } from './create-machine-executor.ts';
import type { Program } from './run-program.ts';

const script = (text: string): Program => [process.execPath, '-e', text];

function createExecutor(more: Partial<MachineExecutorOptions> = {}) {
  const folder = temporaryFolder();
  const configFile = join(folder, 'pos.json');
  const options: MachineExecutorOptions = {
    configFile,
    actions: new Map(),
    programTimeoutMs: 5_000,
    stateFile: join(folder, 'state.json'),
    ...more,
  };
  const executor = createMachineExecutor(options, systemClock);
  const run = (fields: Partial<DeviceCommand>) => executor.execute(testCommand('c1', fields));
  return { executor, run, configFile, options };
}

const inline = (config: unknown, version = 'v2'): Partial<DeviceCommand> => ({
  payload: { config },
  config_version: version,
});

test('a configuration is written, and its version is remembered across restarts', async () => {
  const { run, configFile, options } = createExecutor();
  expect(await run(inline({ a: 1 }))).toEqual({ outcome: 'applied', configVersion: 'v2' });
  expect(JSON.parse(readFileSync(configFile, 'utf8'))).toEqual({ a: 1 });
  expect(createMachineExecutor(options, systemClock).configVersion()).toBe('v2');
});

test('a configuration is downloaded and compared with what was announced', async () => {
  const house = await startHttpHouse();
  const text = '{"b":2}';
  house.files.set('/c.json', text);
  const { run, configFile } = createExecutor();
  const config_url = `${house.url}/c.json`;
  const sha256 = createHash('sha256').update(text).digest('hex');
  expect(await run({ config_url, payload: { sha256 } })).toMatchObject({ outcome: 'applied' });
  expect(readFileSync(configFile, 'utf8')).toBe(text);
  const wrong = await run({ config_url, payload: { sha256: sha256.replace(/./, 'x') } });
  expect(wrong).toMatchObject({ error: { code: 'validation_failed' } });
  house.files.set('/c.json', 'no json');
  expect(await run({ config_url })).toMatchObject({ error: { code: 'validation_failed' } });
  expect(readFileSync(configFile, 'utf8')).toBe(text);
  expect(house.keys).toEqual([]);
  await house.stop();
});

test('a download that fails says why, with a stack', async () => {
  const house = await startHttpHouse();
  const { run } = createExecutor();
  const missing = await run({ config_url: `${house.url}/none` });
  expect(missing).toMatchObject({ error: { code: 'download_failed' } });
  expect(missing.outcome === 'failed' && missing.error.stack).toContain('download');
  const large = 'x'.repeat(9 * 1_048_576);
  house.files.set('/large', large);
  expect(await run({ config_url: `${house.url}/large` })).toMatchObject({
    error: { code: 'download_failed' },
  });
  await house.stop();
  for (const config_url of ['http://127.0.0.1:1/x', 'file:///etc/passwd', 'nothing']) {
    expect(await run({ config_url })).toMatchObject({ error: { code: 'download_failed' } });
  }
});

test('where the hook fails, the configuration before is put back', async () => {
  const hook =
    "process.exit(require('node:fs').readFileSync(process.argv[1],'utf8').includes('bad')?3:0)";
  const { executor, run, configFile } = createExecutor({ configHook: script(hook) });
  expect(await run(inline({ state: 'good' }))).toMatchObject({ outcome: 'applied' });
  const failed = await run(inline({ state: 'bad' }, 'v3'));
  expect(failed).toMatchObject({ error: { code: 'hook_failed' } });
  expect(readFileSync(configFile, 'utf8')).toContain('good');
  expect(executor.configVersion()).toBe('v2');
});

test('a program that does not end is killed, with what it started', async () => {
  const restartProgram = script('setInterval(()=>{},1000)');
  const { run } = createExecutor({ restartProgram, programTimeoutMs: 300 });
  const { error } = (await run({ kind: 'restart' })) as {
    error: { code: string; message: string };
  };
  expect(error.code).toBe('program_failed');
  expect(error.message).toContain('longer than 300 ms');
});

test('nothing is run that the configuration of the device does not name', async () => {
  const marker = join(temporaryFolder(), 'ran');
  const write = `require('node:fs').writeFileSync(${JSON.stringify(marker)},'')`;
  const actions = new Map([['Clear cache', script(write)]]);
  const { run } = createExecutor({ actions });
  const evil: Partial<DeviceCommand>[] = [
    { kind: 'run', action: `${process.execPath} -e ${write}` },
    { kind: 'run', action: 'constructor', payload: { command: write } },
    { kind: 'restart', payload: { restart_program: [process.execPath, '-e', write] } },
  ];
  for (const fields of evil) {
    expect(await run(fields)).toMatchObject({ error: { code: 'unsupported' } });
  }
  expect(existsSync(marker)).toBe(false);
  expect(await run({ kind: 'run', action: 'Clear cache' })).toMatchObject({ outcome: 'applied' });
  expect(existsSync(marker)).toBe(true);
});

test('a restart that cut the agent off is done if the machine is new since', () => {
  const { executor } = createExecutor();
  const restart = testCommand('c1', { kind: 'restart' });
  expect(executor.recover?.(restart, 0)).toMatchObject({ outcome: 'applied' });
  expect(executor.recover?.(restart, Date.now())).toBeUndefined();
  expect(executor.recover?.(testCommand('c1'), 0)).toBeUndefined();
});
