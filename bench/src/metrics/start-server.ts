import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { environment } from '../environment.ts';
import { findFreePort } from '../free-port.ts';
import { startProgram } from '../process.ts';

const entry = fileURLToPath(import.meta.resolve('@homepot/server/package.json')).replace(
  'package.json',
  'src/main/homepot-server.ts',
);

/** A server whose metrics are asked for. */
export interface AskedServer {
  readonly url: string;
  readonly key: string;
  readonly serverPid: number;
  stop(): Promise<void>;
}

/** Starts a server on a database, with everything off that would add rows. */
export async function startServer(connectionString: string, folder: string): Promise<AskedServer> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const started = await startProgram(process.execPath, [entry, 'serve'], `${url}/health/ready`, {
    ...environment,
    DATABASE_URL: connectionString,
    DATA_DIR: folder,
    PORT: String(port),
    MQTT_PORT: '0',
    LOG_LEVEL: 'warn',
    ANALYTICS_ENABLED: 'false',
    SAMPLE_DATA: 'false',
    RATE_LIMIT_PER_MINUTE: '10000000',
  });
  const key = (await readFile(join(folder, 'run/local.key'), 'utf8')).trim();
  return { url, key, serverPid: started.child.pid ?? 0, stop: started.stop };
}
