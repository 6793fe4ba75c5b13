import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testServers } from '../../packages/server/test/environment.ts';
import { createTestDatabase } from '../../packages/server/test/test-database.ts';
import type { Answer } from './call.ts';
import { call } from './call.ts';
import type { ServerProcess } from './server-process.ts';
import { startServerProcess } from './server-process.ts';
import { startServerPair } from './soak/server-pair.ts';

/** A server process on a database of its own, and what tests ask of it. */
export interface House extends ServerProcess {
  readonly folder: string;
  /** Calls a path as whoever can read the data folder. */
  ask(path: string, options?: Parameters<typeof call>[1]): Promise<Answer>;
  createKey(scope: 'ingest' | 'read' | 'admin'): Promise<string>;
  /** Asks its database. */
  query<Row>(text: string): Promise<Row[]>;
  /** Stops the server and removes its folder and database. */
  close(): Promise<void>;
}

/** The process of a house; of two behind a balancer, the first with the address and the key of both. */
async function startProcess(
  folder: string,
  connectionString: string,
  settings: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  if (testServers < 2) {
    return startServerProcess(folder, { DATABASE_URL: connectionString, ...settings });
  }
  const pair = await startServerPair(folder, connectionString, settings);
  return {
    ...pair.server(0),
    url: pair.url,
    localKey: pair.key,
    output: pair.output,
    stop: async () => {
      const codes = await pair.stop();
      return codes.find((code) => code !== 0) ?? 0;
    },
  };
}

/**
 * Starts a house; every row of device metrics is stored unless the settings say otherwise. With
 * HOMEPOT_TEST_SERVERS=2 it is two servers behind a balancer.
 */
export async function startHouse(settings: Readonly<Record<string, string>> = {}): Promise<House> {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-house-'));
  const scratch = await createTestDatabase();
  const server = await startProcess(folder, scratch.connectionString, {
    THIN_CHANGE_PERCENT: '0',
    SAMPLE_DATA: 'false',
    ...settings,
  });
  const ask: House['ask'] = (path, options) =>
    call(server.url + path, { key: server.localKey, ...options });
  return {
    ...server,
    folder,
    ask,
    query: (text) => scratch.database.query(text),
    createKey: async (scope) => {
      const answer = await ask('/api/v1/keys', { body: { name: `test ${scope}`, scope } });
      return (answer.body as { key: string }).key;
    },
    close: async () => {
      await server.stop();
      await scratch.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
