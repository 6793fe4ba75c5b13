import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startScratchDatabase } from './scratch-database.ts';
import { runSdkOutage } from './sdk-node/outage.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    'requests-per-second': { type: 'string', default: '100' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'homepot-sdk-outage-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
const scratch = await startScratchDatabase(folder);
try {
  const report = await runSdkOutage({
    folder: join(folder, 'server'),
    connectionString: scratch.connectionString,
    query: (statement) => scratch.database.query(statement),
    outageSeconds: Number(values.seconds),
    requestsPerSecond: Number(values['requests-per-second']),
  });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  const { requests, failures } = report;
  const isWhole =
    report.storedRequests === requests &&
    report.storedIds === requests &&
    report.storedErrors === failures &&
    report.storedErrorIds === failures;
  process.exitCode = isWhole ? 0 : 1;
} finally {
  await scratch.stop();
  await rm(folder, { recursive: true, force: true });
}
