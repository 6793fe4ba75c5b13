import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runOutage } from './outage/outage.ts';
import { startScratchDatabase } from './scratch-database.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    'rows-per-second': { type: 'string', default: '5000' },
  },
});
const folder = await mkdtemp(join(tmpdir(), 'homepot-outage-'));
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
const scratch = await startScratchDatabase(folder);
try {
  const report = await runOutage({
    folder: join(folder, 'server'),
    scratch,
    outageSeconds: Number(values.minutes) * 60,
    rowsPerSecond: Number(values['rows-per-second']),
  });
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  const kept = report.storedRows === report.sentRows && report.refusals === 0;
  process.exitCode = kept ? 0 : 1;
} finally {
  await scratch.stop();
  await rm(folder, { recursive: true, force: true });
}
