import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHomepot } from '../homepot-command.ts';
import type { House } from '../house.ts';
import { startHouse } from '../house.ts';

let house: House;
let simulator: ReturnType<typeof startHomepot>;
let scratch = '';
let said = '';
/** Those that said that they run the new configuration. */
let updatedDevices: readonly string[] = [];

interface Shown {
  readonly device_id: string;
  readonly site_id: string;
  readonly provenance: string;
  readonly status: string;
  readonly config_version: string | null;
}
const readDevices = async () =>
  ((await house.ask('/api/v1/devices')).body as { data: readonly Shown[] }).data;

async function until<Value>(
  read: () => Promise<Value>,
  isRight: (value: Value) => boolean,
): Promise<Value> {
  for (let attempt = 0; attempt < 450; attempt += 1) {
    const value = await read();
    if (isRight(value)) return value;
    await pause(200);
  }
  throw new Error(`it did not come to pass; the simulator said: ${said}`);
}

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'homepot-simulated-'));
  house = await startHouse({ MQTT_PORT: '0' });
  const words = ['simulate', '--devices', '6', '--interval', '1', '--faults', 'off'];
  simulator = startHomepot([...words, '--summary-file', join(scratch, 'summary.json')], {
    DATA_DIR: house.folder,
    PORT: '',
  });
  for (const stream of [simulator.stdout, simulator.stderr])
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
});

afterAll(async () => {
  if (simulator.exitCode === null) simulator.kill('SIGKILL');
  await house.close();
  await rm(scratch, { recursive: true, force: true });
});

test('terminals are entered as simulated, with a site and its schedule, and come online', async () => {
  const devices = await until(
    readDevices,
    (all) => all.length === 6 && all.every(({ status }) => status === 'online'),
  );
  for (const { provenance, config_version } of devices)
    expect([provenance, config_version]).toEqual(['simulated', '2.5.0']);
  const site = devices[0]?.site_id ?? '';
  const schedules = (await house.ask(`/api/v1/sites/${site}/schedules`)).body as {
    schedules: readonly unknown[];
  };
  expect(schedules.schedules).toHaveLength(7);
  expect(said).toContain('6 simulated terminals report every second');
});

test('its credentials are kept where only the owner can read them', async () => {
  const file = join(house.folder, 'simulator', 'credentials.json');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(Object.keys(JSON.parse(await readFile(file, 'utf8')).local)).toHaveLength(6);
});

test('a new configuration arrives at the terminals, and those that say so report with it', async () => {
  const [first] = await readDevices();
  const body = { action: 'Update POS payment config', config_version: '2.6.1', force: true };
  const made = await house.ask('/api/v1/jobs', { body: { ...body, site_id: first?.site_id } });
  expect(made.status).toBe(201);
  const path = `/api/v1/jobs/${(made.body as { job_id: string }).job_id}`;
  const job = await until(
    async () => (await house.ask(path)).body as { completed_at: string | null },
    ({ completed_at }) => completed_at !== null,
  );
  expect(job).not.toMatchObject({ status: 'failed' });
  // Terminals fail to update now and then, by chance: what each says must be what it runs.
  const { data } = (await house.ask(`${path}/targets`)).body as {
    data: readonly { device_id: string; state: string }[];
  };
  const verified = data.filter(({ state }) => state === 'verified');
  updatedDevices = verified.map(({ device_id }) => device_id).sort();
  expect(data).toHaveLength(6);
  expect(verified.length).toBeGreaterThanOrEqual(2);
  const running = (await readDevices()).filter(({ config_version }) => config_version === '2.6.1');
  expect(running.map(({ device_id }) => device_id).sort()).toEqual(updatedDevices);
}, 120_000);

test('told to stop it ends within two seconds, has lost nothing and applied nothing twice', async () => {
  const ended = once(simulator, 'exit');
  const toldAtMs = performance.now();
  simulator.kill('SIGTERM');
  await ended;
  expect(performance.now() - toldAtMs).toBeLessThan(8_000);
  const summary = JSON.parse(await readFile(join(scratch, 'summary.json'), 'utf8'));
  expect(summary.reports.lost).toBe(0);
  expect(summary.reports.acknowledged).toBeGreaterThan(6);
  expect(summary.commands).toMatchObject({ applied_twice: 0 });
  expect(summary.commands.applied).toBeGreaterThanOrEqual(updatedDevices.length);
  expect(updatedDevices.length).toBeGreaterThan(0);
  const devices = await until(readDevices, (all) =>
    all.every(({ status }) => status === 'offline'),
  );
  expect(devices).toHaveLength(6);
});
