import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '../../../packages/server/test/test-database.ts';
import type { Ended } from '../homepot-command.ts';
import { runHomepot } from '../homepot-command.ts';
import type { ServerProcess } from '../server-process.ts';
import { startServerProcess } from '../server-process.ts';

/** A server with nothing in it, and both sides of it: the command line, and the database. */
export interface DemoHouse extends ServerProcess {
  homepot(...words: string[]): Promise<Ended>;
  readonly query: Awaited<ReturnType<typeof createTestDatabase>>['database']['query'];
  close(): Promise<void>;
}

/** Starts it. */
export async function startDemoHouse(): Promise<DemoHouse> {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-demo-'));
  const scratch = await createTestDatabase();
  const server = await startServerProcess(folder, {
    DATABASE_URL: scratch.connectionString,
    SAMPLE_DATA: 'false',
    ANALYTICS_ENABLED: 'false',
    MQTT_ENABLED: 'false',
    // So that one drain stores everything, and remembers it.
    SPOOL_LANES: '1',
  });
  return {
    ...server,
    homepot: (...words) => runHomepot(words, { DATA_DIR: folder, PORT: '' }),
    query: scratch.database.query,
    close: async () => {
      await server.stop();
      await scratch.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
