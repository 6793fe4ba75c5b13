import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runFleetLoad } from './fleet-load/fleet-load.ts';

const { values } = parseArgs({
  options: {
    devices: { type: 'string', default: '10000' },
    interval: { type: 'string', default: '5' },
    minutes: { type: 'string', default: '10' },
    // Kept, with the terminals that were entered: the next run in it begins sooner.
    folder: { type: 'string' },
  },
});
const folder = values.folder ?? (await mkdtemp(join(tmpdir(), 'homepot-fleet-load-')));
await mkdir(folder, { recursive: true });
// As root the database runs as another account, which must be able to pass through.
await chmod(folder, 0o711);
try {
  const result = await runFleetLoad({
    devices: Number(values.devices),
    intervalSeconds: Number(values.interval),
    minutes: Number(values.minutes),
    folder: join(folder, 'server'),
    onSample: (sample) => process.stderr.write(`${JSON.stringify(sample)}\n`),
  });
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
} finally {
  if (values.folder === undefined) await rm(folder, { recursive: true, force: true });
}
