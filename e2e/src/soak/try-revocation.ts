import { connectDevice } from '../../../packages/server/src/intake/mqtt/test/device-client.ts';
import { followByEvents, followBySocket } from '../../../packages/server/test/follow-house.ts';
import { call } from '../call.ts';

/** How long each connection outlived its credential, in milliseconds, by what it was. */
export interface Revocation {
  readonly mqtt: number;
  readonly events: number;
  readonly socket: number;
  /** Until a request with the credential was refused. */
  readonly request: number;
}

interface Address {
  readonly url: string;
  readonly mqttUrl: string;
}

const waitMillisecondsMax = 10_000;

async function expectCall(
  url: string,
  options: Parameters<typeof call>[1],
): Promise<Record<string, unknown>> {
  const { status, body } = await call(url, options);
  if (status >= 300) throw new Error(`${url} answered ${status} ${JSON.stringify(body)}`);
  return body as Record<string, unknown>;
}

/** Milliseconds from `start` until it is so; Infinity where it takes too long. */
async function timeUntil(start: number, event: Promise<unknown>): Promise<number> {
  const late = new Promise<number>((resolve) => {
    setTimeout(() => resolve(Number.POSITIVE_INFINITY), waitMillisecondsMax).unref();
  });
  return Promise.race([event.then(() => performance.now() - start), late]);
}

async function untilRefused(url: string, key: string): Promise<void> {
  for (;;) {
    const { status } = await call(`${url}/api/v1/sites`, { key });
    if (status === 401) return;
  }
}

async function enterDevice(url: string, key: string, deviceId: string) {
  await call(`${url}/api/v1/sites`, { key, body: { site_id: 'soak', name: 'Soak' } });
  await expectCall(`${url}/api/v1/devices`, {
    key,
    body: { device_id: deviceId, site_id: 'soak', provenance: 'simulated' },
  });
  return expectCall(`${url}/api/v1/devices/${deviceId}/credentials`, { key, method: 'POST' });
}

/**
 * Connects to one server in each way with credentials of its own, revokes these at the other server, and
 * tells how long each connection lived on.
 */
export async function tryRevocation(
  here: Address,
  there: Address,
  adminKey: string,
  name: string,
): Promise<Revocation> {
  const device = await enterDevice(here.url, adminKey, name);
  const reader = await expectCall(`${here.url}/api/v1/keys`, {
    key: adminKey,
    body: { name, scope: 'admin' },
  });
  const readerKey = String(reader.key);
  const terminal = await connectDevice({
    url: there.mqttUrl,
    deviceId: name,
    siteId: String(device.site_id),
    keyId: String(device.key_id),
    credential: String(device.credential),
  });
  const gone = new Promise<void>((resolve) => {
    terminal.once('close', () => resolve());
  });
  const headers = { authorization: `Bearer ${readerKey}` };
  const events = await followByEvents(there, headers);
  const socket = await followBySocket(there, headers);
  const start = performance.now();
  await Promise.all([
    call(`${here.url}/api/v1/keys/${reader.id}`, { key: adminKey, method: 'DELETE' }),
    call(`${here.url}/api/v1/devices/${name}/credentials/${device.key_id}`, {
      key: adminKey,
      method: 'DELETE',
    }),
  ]);
  const [mqtt, byEvents, bySocket, request] = await Promise.all([
    timeUntil(start, gone),
    timeUntil(start, events.closed),
    timeUntil(start, socket.closed),
    timeUntil(start, untilRefused(there.url, readerKey)),
  ]);
  await terminal.endAsync(true).catch(() => undefined);
  await events.stop();
  await socket.stop();
  await call(`${here.url}/api/v1/devices/${name}`, { key: adminKey, method: 'DELETE' });
  return { mqtt, events: byEvents, socket: bySocket, request };
}
