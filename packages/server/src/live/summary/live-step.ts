import type { DrainStep } from '../../drain/index.ts';
import { summariseBatches } from './summarise-batches.ts';

/**
 * The step of the drain that notes what a transaction stores, in the transaction: so what is told live
 * adds up to what is there, though a server dies before it told it. One row is written, which no other
 * drain touches.
 */
export function createLiveStep(): DrainStep {
  return {
    name: 'live',
    async run(transaction, batches) {
      const summary = summariseBatches(batches);
      if (Object.keys(summary.tables ?? {}).length === 0) return;
      await transaction.query('INSERT INTO live_pending (summary) VALUES ($1)', [
        JSON.stringify(summary),
      ]);
    },
  };
}
