import { parseArgs } from 'node:util';
import { createLog } from '../../kernel/index.ts';
import { runPowerLoss } from './power-loss.ts';

// npm run power-loss -- --states 20000 --seed 1

const { values } = parseArgs({
  options: {
    states: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
  },
});
const report = await runPowerLoss(createLog('silent'), {
  states: Number(values.states),
  seed: Number(values.seed),
});
process.stdout.write(
  `${report.states} states after ${report.cuts} power cuts in ${report.workloads} workloads: all ${report.acknowledged} acknowledged batches are there, once and intact\n`,
);
