import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../../../packages/server/test/test-database.ts';
import { runRolloutLoop } from './rollout-loop.ts';

test('a rollout whose server is killed ends truly for every terminal, each told and counted once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'homepot-rollout-'));
  const scratch = await createTestDatabase();
  try {
    const { faults, fleet, targetsByState } = await runRolloutLoop({
      cycles: 2,
      devices: 24,
      folder,
      ...scratch,
    });
    expect(faults).toEqual({
      openJobs: [],
      openTargets: [],
      untrueTargets: [],
      wrongOutcomes: [],
      wrongSummaries: [],
    });
    expect(fleet.commands.applied_twice).toBe(0);
    expect(targetsByState.verified).toBeGreaterThan(36);
  } finally {
    await scratch.drop();
    await rm(folder, { recursive: true, force: true });
  }
}, 240_000);
