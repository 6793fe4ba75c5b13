import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../../packages/server/test/test-database.ts';
import { runCrashLoop } from './crash-loop.ts';

test('what was acknowledged is there once after every kill, and the rollups equal a recount', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-crash-'));
  const scratch = await createTestDatabase();
  try {
    const verdict = await runCrashLoop({ cycles: 6, folder, ...scratch });
    expect(verdict).toMatchObject({ lost: [], doubled: [], invented: [], rollupDifferences: [] });
    expect(verdict.acknowledgedRows).toBeGreaterThan(100);
  } finally {
    await scratch.drop();
    await rm(folder, { recursive: true, force: true });
  }
}, 180_000);
