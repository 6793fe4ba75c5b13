import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startScratchDatabase } from '../scratch-database.ts';
import { runOutage } from './outage.ts';

test('a database that is away refuses nobody, and every row is there when it is back', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-outage-'));
  // As root the database runs as another account, which must be able to pass through.
  await chmod(folder, 0o711);
  const scratch = await startScratchDatabase(folder);
  try {
    const report = await runOutage({
      folder: join(folder, 'server'),
      scratch,
      outageSeconds: 5,
      rowsPerSecond: 2_000,
    });
    expect(report.refusals).toBe(0);
    expect(report.rowsInSpoolAtEnd).toBeGreaterThan(5_000);
    expect(report.storedRows).toBe(report.sentRows);
  } finally {
    await scratch.stop();
    await rm(folder, { recursive: true, force: true });
  }
}, 120_000);
