import { connect as connectSocket } from 'node:net';
import type { DeviceCommand } from '@homepot/catalogue';
import type { MqttClient } from 'mqtt';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TestDevice } from './device-client.ts';
import { connectDevice, ownTopic, sendReport } from './device-client.ts';
import type { Ground } from './open-ground.ts';
import { testReport } from './test-report.ts';

let ground: Ground;
let devices = 0;

const createDevice = (): Promise<TestDevice> => {
  devices += 1;
  return ground.createDevice(`pos-terminal-${String(devices).padStart(3, '0')}`);
};

const countStored = async (table: string, { deviceId }: TestDevice): Promise<number> => {
  await ground.house.drained();
  const [row] = await ground.house.database.query<{ count: number }>(
    `SELECT count(*) FROM ${table} WHERE device_id = $1`,
    [deviceId],
  );
  return row?.count ?? 0;
};

const countRefusals = async ({ deviceId }: TestDevice, cause: string): Promise<number> => {
  const rows = await ground.house.database.query(
    `SELECT 1 FROM audit_logs
     WHERE event_type = 'device_refused' AND device_id = $1 AND event_metadata->>'cause' = $2`,
    [deviceId, cause],
  );
  return rows.length;
};

const command: DeviceCommand = {
  command_id: 'c-1',
  job_id: 'job-1',
  attempt: 1,
  action: 'Restart',
  kind: 'restart',
  payload: {},
  issued_at: '2026-01-01T00:00:00Z',
  expires_at: '2027-01-01T00:00:00Z',
};

function testReports(): void {
  test('a report becomes a health check and measurements of its device', async () => {
    const device = await createDevice();
    const client = await connectDevice(device);
    await sendReport(client, device, testReport({ error: { message: 'Payment gateway timeout' } }));
    await expect.poll(() => countStored('device_metrics', device)).toBe(1);
    const [row] = await ground.house.database.query(
      'SELECT provenance, is_healthy, error_message, response_data FROM health_checks WHERE device_id = $1',
      [device.deviceId],
    );
    expect(row).toMatchObject({
      provenance: 'real',
      is_healthy: true,
      error_message: 'Payment gateway timeout',
      response_data: { state: 'online', firmware: '2.4.1', config_version: '1.0.0', age_ms: 0 },
    });
    await client.endAsync();
  });

  test('the same report twice is stored once', async () => {
    const device = await createDevice();
    const client = await connectDevice(device);
    const report = testReport();
    await sendReport(client, device, report);
    await sendReport(client, device, { ...report, sent_at: new Date().toISOString() });
    await sendReport(client, device, testReport());
    await expect.poll(() => countStored('health_checks', device)).toBe(2);
    await client.endAsync();
  });

  test('QoS 0 is taken without an acknowledgement', async () => {
    const device = await createDevice();
    const client = await connectDevice(device);
    await client.publishAsync(ownTopic(device, 'report'), JSON.stringify(testReport()));
    await expect.poll(() => countStored('health_checks', device)).toBe(1);
    await client.endAsync();
  });
}

function testIdentity(): void {
  test('a device is let in by its own credential and name alone', async () => {
    const [own, other] = [await createDevice(), await createDevice()];
    const attempts = [
      { password: other.credential },
      { clientId: other.deviceId },
      { clientId: 'nobody' },
      { username: other.keyId },
      { password: `${own.credential.slice(0, -1)}?` },
      { password: '' },
    ];
    for (const attempt of attempts) {
      await expect(connectDevice(own, attempt), JSON.stringify(attempt)).rejects.toThrow();
    }
    await (await connectDevice(own)).endAsync();
  });

  test('a device cannot report for another, nor to another site', async () => {
    const [own, other] = [await createDevice(), await createDevice()];
    const wrong = [
      ownTopic(other, 'report'),
      ownTopic({ ...own, siteId: 'site-other' }, 'report'),
      ownTopic(own, 'command'),
      'homepot/v1/x',
      '$SYS/broker/uptime',
    ];
    for (const topic of wrong) {
      const client = await connectDevice(own);
      client.publish(topic, JSON.stringify(testReport()), { qos: 1 });
      // The own broker closes the connection; Mosquitto keeps it and drops the message.
      await closed(client, 200).catch(() => undefined);
      await client.endAsync(true);
    }
    expect(await countStored('health_checks', own)).toBe(0);
    expect(await countStored('health_checks', other)).toBe(0);
  });

  test('a device hears its own commands alone', async () => {
    const [own, other] = [await createDevice(), await createDevice()];
    const client = await connectDevice(own);
    const wrong = ['#', '+/#', 'homepot/#', 'homepot/v1/+/+/command', ownTopic(other, 'command')];
    const refused = [...wrong, '$SYS/#', ownTopic(own, 'report')];
    for (const topic of refused) {
      const error = await client
        .subscribeAsync(topic, { qos: 1 })
        .catch((caught: unknown) => caught);
      expect(error, topic).toBeInstanceOf(Error);
    }
    await client.subscribeAsync(ownTopic(own, 'command'), { qos: 1 });
    const heard: unknown[] = [];
    client.on('message', (topic, payload) => heard.push([topic, JSON.parse(payload.toString())]));
    await ground.mqtt.publishCommand(other, command);
    expect(await ground.mqtt.publishCommand(own, command)).toBe(true);
    await expect.poll(() => heard).toEqual([[ownTopic(own, 'command'), command]]);
    await client.endAsync();
  });

  test('a command for a device that does not listen is not handed on', async () => {
    expect(await ground.mqtt.publishCommand(await createDevice(), command)).toBe(false);
  });
}

function testEnds(): void {
  test('a credential that is taken back loses its connection within a second', async () => {
    const device = await createDevice();
    const client = await connectDevice(device);
    await ground.house.database.query(
      'UPDATE device_credentials SET revoked_at = now() WHERE key_id = $1',
      [device.keyId],
    );
    const ended = closed(client, 1_000);
    await ground.mqtt.expel(device.keyId);
    await ground.mqtt.close({ keyId: device.keyId });
    await ended;
    await pollRefused(device);
  });

  test('the connections of a device can be cut off', async () => {
    const device = await createDevice();
    const client = await connectDevice(device);
    const ended = closed(client, 1_000);
    await ground.mqtt.close({ deviceId: device.deviceId });
    await ended;
    await (await connectDevice(device)).endAsync();
  });

  test('the newer of two connections of a device takes over', async () => {
    const device = await createDevice();
    const older = await connectDevice(device);
    const ended = closed(older, 2_000);
    const newer = await connectDevice(device);
    await ended;
    await sendReport(newer, device, testReport());
    await expect.poll(() => countStored('health_checks', device)).toBe(1);
    await newer.endAsync();
  });

  test('a device that is cut off is told of by its last will', async () => {
    const device = await createDevice();
    const { presences } = ground.mqtt.figures();
    const payload = JSON.stringify({
      presence: 'cut_off',
      connected_at: new Date().toISOString(),
    });
    const client = await connectDevice(device, {
      will: { topic: ownTopic(device, 'presence'), payload: Buffer.from(payload), qos: 1 },
    });
    client.stream.destroy();
    await expect.poll(() => ground.mqtt.figures().presences).toBe(presences + 1);
  });
}

function testBadInput(): void {
  test('a report that is bad does not block those behind it, and is told', async () => {
    const device = await createDevice();
    const client = await connectDevice(device);
    const { refused } = ground.mqtt.figures();
    await sendReport(client, device, testReport({ metrics: { cpu_percent: 101 } }));
    await client.publishAsync(ownTopic(device, 'report'), Buffer.from([0xff, 0xfe, 0]), { qos: 1 });
    await client.publishAsync(ownTopic(device, 'report'), '', { qos: 1 });
    await sendReport(client, device, testReport());
    await expect.poll(() => countStored('health_checks', device)).toBe(1);
    expect(ground.mqtt.figures().refused).toBe(refused + 3);
    await expect.poll(() => countRefusals(device, 'message_invalid')).toBe(1);
    await client.endAsync();
  });

  test('a report of 100 kB is refused, and the one behind it is taken', async () => {
    const device = await createDevice();
    const client = await connectDevice(device);
    const large = testReport({ error: { message: 'x'.repeat(100_000) } });
    await sendReport(client, device, large);
    await sendReport(client, device, testReport());
    await expect.poll(() => countStored('health_checks', device)).toBe(1);
    await client.endAsync();
  });

  test('an acknowledgement of a command that nobody gave is refused and does not block', async () => {
    const device = await createDevice();
    const client = await connectDevice(device);
    const { refused } = ground.mqtt.figures();
    const acknowledgement = { command_id: 'none', step: 'received', at: new Date().toISOString() };
    await client.publishAsync(ownTopic(device, 'ack'), JSON.stringify(acknowledgement), { qos: 1 });
    await expect.poll(() => ground.mqtt.figures().refused).toBe(refused + 1);
    await client.endAsync();
  });

  test('rubbish bytes end their own connection and nothing else', async () => {
    const device = await createDevice();
    const client = await connectDevice(device);
    const { hostname, port } = new URL(device.url);
    for (const bytes of [
      'GET / HTTP/1.1\r\n\r\n',
      '\x10\xff\xff\xff\x7fMQTT',
      '\0'.repeat(9_000),
    ]) {
      const socket = connectSocket(Number(port), hostname);
      socket.on('error', () => undefined);
      socket.write(bytes, 'latin1');
      await new Promise((done) => {
        socket.once('close', done);
        setTimeout(done, 200);
      });
      socket.destroy();
    }
    await sendReport(client, device, testReport());
    await expect.poll(() => countStored('health_checks', device)).toBe(1);
    await client.endAsync();
  });

  test('what came in is in the accounts', async () => {
    await ground.house.drained();
    const accounts = ground.house.accounting.accounts().filter(({ door }) => door === 'mqtt');
    expect(accounts.map(({ table }) => table).sort()).toEqual(['device_metrics', 'health_checks']);
    for (const {
      received,
      rejected,
      duplicate,
      filtered,
      quarantined,
      stored,
      inSpool,
    } of accounts) {
      expect(inSpool).toBe(0);
      expect(received).toBe(rejected + duplicate + filtered + quarantined + stored);
    }
  });
}

/** The tests that every broker must pass, own or external. */
export function testDeviceDoor(open: () => Promise<Ground>): void {
  beforeAll(async () => {
    ground = await open();
  });
  afterAll(() => ground?.close());
  testReports();
  testIdentity();
  testEnds();
  testBadInput();
}

/** Resolves when the connection is closed; rejects when that takes longer. */
function closed(client: MqttClient, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    client.once('close', resolve);
    setTimeout(() => reject(new Error(`still open after ${milliseconds} ms`)), milliseconds);
  });
}

/** Waits until the device is refused. */
async function pollRefused(device: TestDevice): Promise<void> {
  await expect
    .poll(
      async () => {
        const client = await connectDevice(device).catch(() => undefined);
        await client?.endAsync(true);
        return client === undefined;
      },
      { timeout: 2_000 },
    )
    .toBe(true);
}
