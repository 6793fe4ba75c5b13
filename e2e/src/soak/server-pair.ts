import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { RoundRobin } from '../../../packages/server/test/round-robin.ts';
import {
  startConnectionBalancer,
  startRequestBalancer,
} from '../../../packages/server/test/round-robin.ts';
import { call } from '../call.ts';
import { findFreePort } from '../free-port.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServerProcess } from '../server-process.ts';

/** Servers on one database behind a balancer, each with a data folder and ports of its own. */
export interface ServerPair {
  /** Of the balancer. */
  readonly url: string;
  readonly mqttUrl: string;
  /** A credential of an administrator. */
  readonly key: string;
  /** Addresses of the servers themselves. */
  readonly addresses: readonly { readonly url: string; readonly mqttUrl: string }[];
  readonly balancers: { readonly http: RoundRobin; readonly mqtt: RoundRobin };
  /** A server as it runs now. */
  server(index: number): ServerProcess;
  /** Ends one with SIGKILL. */
  kill(index: number): Promise<void>;
  /** Starts one that was killed, where it was. */
  restart(index: number): Promise<void>;
  /** What all of them wrote, of earlier lives too. */
  output(): string;
  /** Ends both as Ctrl-C does; their exit codes. */
  stop(): Promise<readonly (number | null)[]>;
}

const count = 2;
const outputCharactersMax = 100_000;

/** Starts all at once; where one does not come up, none is left. */
async function startAll(
  starts: readonly (() => Promise<ServerProcess>)[],
): Promise<ServerProcess[]> {
  const results = await Promise.allSettled(starts.map((start) => start()));
  const servers = results.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = results.find((one) => one.status === 'rejected');
  if (failed === undefined) return servers;
  await Promise.all(servers.map((server) => server.kill()));
  throw failed.reason;
}

/** Starts two servers below this folder. */
export async function startServerPair(
  folder: string,
  connectionString: string,
  given: Readonly<Record<string, string>>,
): Promise<ServerPair> {
  const ports: { http: number; mqtt: number }[] = [];
  // The balancers first, so that the ports that are found free are not theirs.
  const http = await startRequestBalancer(() => ports.map((port) => port.http));
  const mqtt = await startConnectionBalancer(() => ports.map((port) => port.mqtt));
  for (let index = 0; index < count; index += 1) {
    ports.push({ http: await findFreePort(), mqtt: await findFreePort() });
  }
  const mqttUrl = `mqtt://127.0.0.1:${mqtt.port}`;
  const secretKey = randomBytes(32).toString('base64url');
  const start = (index: number) =>
    startServerProcess(join(folder, `server-${index}`), {
      DATABASE_URL: connectionString,
      SECRET_KEY: secretKey,
      TRUST_PROXY: '1',
      PORT: String(ports[index]?.http),
      MQTT_PORT: String(ports[index]?.mqtt),
      MQTT_PUBLIC_URL: mqttUrl,
      ...given,
    });
  // Both at once: they migrate the database and make the first administrator together.
  const servers = await startAll(ports.map((_, index) => () => start(index)));
  let earlier = '';
  const serverOf = (index: number): ServerProcess => {
    const server = servers[index];
    if (server === undefined) throw new Error(`There is no server ${index}.`);
    return server;
  };
  const { url, localKey } = serverOf(0);
  const made = await call(`${url}/api/v1/keys`, {
    key: localKey,
    body: { name: 'servers', scope: 'admin' },
  });
  return {
    url: `http://127.0.0.1:${http.port}`,
    mqttUrl,
    key: (made.body as { key: string }).key,
    addresses: ports.map((port) => ({
      url: `http://127.0.0.1:${port.http}`,
      mqttUrl: `mqtt://127.0.0.1:${port.mqtt}`,
    })),
    balancers: { http, mqtt },
    server: serverOf,
    async kill(index) {
      await serverOf(index).kill();
      earlier = (earlier + serverOf(index).output()).slice(-outputCharactersMax);
    },
    async restart(index) {
      servers[index] = await start(index);
    },
    output: () => earlier + servers.map((server) => server.output()).join('\n'),
    async stop() {
      const codes = await Promise.all(servers.map((server) => server.stop()));
      await http.close();
      await mqtt.close();
      return codes;
    },
  };
}
