import type { Rollup } from '@homepot/catalogue';
import { rollupTableName } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import type { RollupRange } from './recount-rollup.ts';
import { boundsOf } from './recount-rollup.ts';

const dayMs = 86_400_000;

function firstText(rollup: Rollup): string {
  const source = `SELECT min("timestamp") AS at FROM ${quoteIdentifier(rollup.source.name)}
    WHERE "timestamp" >= $1 AND "timestamp" < $2`;
  const kept = rollup.intervals.map(
    (interval) => `SELECT min(bucket) FROM ${rollupTableName(rollup, interval)}
    WHERE bucket >= $1 AND bucket < $2`,
  );
  return `SELECT min(at) AS at FROM (${[source, ...kept].join(' UNION ALL ')}) AS first`;
}

/**
 * The days of a range on which there are rows, or numbers that say so, one after the other: a long
 * range with little in it costs little.
 */
export async function* listRollupDays(
  asked: Pick<Transaction, 'query'>,
  rollup: Rollup,
  range: RollupRange,
): AsyncGenerator<RollupRange> {
  const text = firstText(rollup);
  const [, to] = boundsOf(range);
  let [from] = boundsOf(range);
  for (;;) {
    const [row] = await asked.query<{ at: string | null }>(text, [from, to]);
    if (row?.at == null) return;
    const fromMs = Math.floor(Date.parse(row.at) / dayMs) * dayMs;
    yield { fromMs, toMs: fromMs + dayMs };
    from = new Date(fromMs + dayMs).toISOString();
  }
}
