/**
 * A process that runs an embedded PostgreSQL in the folder that it is given, as a server does, so
 * that tests can end it in every way. Prints the connection string once the database answers; at
 * SIGINT asks the database once more, prints `answered`, and stops.
 */
import { once } from 'node:events';
import { createLog } from '../src/kernel/index.ts';
import { createEmbeddedPostgres } from '../src/store/index.ts';
import { withDatabase } from './test-server.ts';

const [folder = '', systemFolder = ''] = process.argv.slice(2);
const postgres = createEmbeddedPostgres({
  folder,
  systemFolder,
  log: createLog('warn'),
  settings: { fsync: 'off', shared_buffers: '16MB' },
});
const { connectionString } = await postgres.start();
const keepAlive = setInterval(() => undefined, 1_000);
const interrupted = once(process, 'SIGINT');
process.stdout.write(`${connectionString}\n`);
await interrupted;
await withDatabase(connectionString, (database) => database.query('SELECT 1'));
process.stdout.write('answered\n');
await postgres.stop();
clearInterval(keepAlive);
