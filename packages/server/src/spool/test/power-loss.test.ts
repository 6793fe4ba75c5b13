import { expect, test } from 'vitest';
import { createLog } from '../../kernel/index.ts';
import { runPowerLoss } from './power-loss.ts';

test('no power loss costs an acknowledged batch, doubles one, or looks like damage', async () => {
  const report = await runPowerLoss(createLog('silent'), { states: 2_000, seed: 1 });
  expect(report.states).toBeGreaterThanOrEqual(2_000);
  expect(report.cuts).toBeGreaterThan(200);
  expect(report.acknowledged).toBeGreaterThan(report.states);
});
