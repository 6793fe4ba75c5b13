import { afterAll, beforeAll, expect, test } from 'vitest';
import { callHouse, expectHouse } from '../../../test/call-house.ts';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { createManualClock, HomepotError } from '../../kernel/index.ts';
import { createCommandPolls } from './command-polls.ts';

let house: TestHouse;
beforeAll(async () => {
  house = await startTestHouse({ settings: { MQTT_ENABLED: 'false' } });
  await expectHouse(house, 'POST /sites', 201, { site_id: 'shop', name: 'Shop' });
  await expectHouse(house, 'POST /sites', 201, { site_id: 'barn', name: 'Barn' });
});
afterAll(() => house.remove());

/** Devices that wait for commands, at whichever server. */
const countWaiting = (): number =>
  house.fleet.polls.waiting() + (house.twin?.fleet.polls.waiting() ?? 0);

/** Enters a device and has it wait for commands. */
async function waitAs(device_id: string) {
  await expectHouse(house, 'POST /devices', 201, { device_id, site_id: 'shop' });
  const made = await expectHouse(house, `POST /devices/${device_id}/credentials`, 201);
  const path = `GET /devices/${device_id}/commands?wait_seconds=20`;
  const startedMs = performance.now();
  const answer = callHouse(house, path, undefined, String(made.credential)).then((told) => ({
    ...told,
    tookMs: performance.now() - startedMs,
  }));
  await expect.poll(countWaiting).toBe(1);
  return { keyId: String(made.key_id), answer };
}

const invalid = { status: 401, body: { code: 'credential_invalid' } };

test.each([
  ['revoked', (id: string, key: string) => [`DELETE /devices/${id}/credentials/${key}`, 204]],
  ['removed', (id: string) => [`DELETE /devices/${id}`, 204]],
  ['replaced', (id: string) => [`POST /devices/${id}/credential/rotate`, 201]],
] as const)('a wait ends when its credential ends: %s', async (name, callOf) => {
  const { keyId, answer } = await waitAs(name);
  const [call, status] = callOf(name, keyId) as [string, number];
  const body = name === 'replaced' ? { overlap_seconds: 1 } : undefined;
  await expectHouse(house, call, status, body);
  const told = await answer;
  expect(told).toMatchObject(invalid);
  expect(told.tookMs).toBeLessThan(4_000);
});

test('a wait ends when its device moves, and the device asks again', async () => {
  const { answer } = await waitAs('moved');
  await expectHouse(house, 'PATCH /devices/moved', 200, { site_id: 'barn' });
  expect(await answer).toMatchObject({ status: 200, body: { commands: [] } });
});

test('a command is not sent to a credential that was revoked elsewhere', async () => {
  const { keyId, answer } = await waitAs('elsewhere');
  await house.database.query('UPDATE device_credentials SET revoked_at = now() WHERE key_id = $1', [
    keyId,
  ]);
  expect(await answer).toMatchObject(invalid);
  await expectHouse(house, 'POST /devices/elsewhere/commands', 201, { action: 'Run' });
  await expect
    .poll(() =>
      house.database.query(
        `SELECT t.state, t.sent_at FROM job_targets t JOIN devices d ON d.id = t.device_id
         WHERE d.device_id = 'elsewhere' AND t.command_id IS NOT NULL`,
      ),
    )
    .toEqual([{ state: 'queued', sent_at: null }]);
});

/** Waiting rooms before jobs that note who asked. */
function openPolls(confirm: () => Promise<void>) {
  const asked: string[] = [];
  let release: (deviceIds: readonly string[]) => void = () => undefined;
  const jobs = {
    ask: async (deviceId: string) => {
      asked.push(deviceId);
      return [];
    },
    findAddressed: async (deviceIds: readonly string[]) => deviceIds,
    onReleased: (listener: typeof release) => {
      release = listener;
    },
  };
  const polls = createCommandPolls({ jobs, clock: createManualClock(0) });
  const answer = polls.poll({ deviceId: 'pos-1', keyId: 'k', confirm }, 20);
  return { polls, asked, answer, release: () => release(['pos-1']) };
}

test('what is released is not asked for by a credential that is good no more', async () => {
  const refused = async () => {
    throw new HomepotError('credential_invalid');
  };
  const { asked, answer, polls, release } = openPolls(refused);
  release();
  await expect(answer).rejects.toMatchObject({ code: 'credential_invalid' });
  expect(asked).toEqual(['pos-1']);
  expect(polls.waiting()).toBe(0);
});

test('while credentials cannot be looked up, a device waits and is told nothing', async () => {
  const away = async () => {
    throw new HomepotError('database_unavailable');
  };
  const { asked, polls } = openPolls(away);
  await polls.look();
  expect(asked).toEqual(['pos-1']);
  expect(polls.waiting()).toBe(1);
});
