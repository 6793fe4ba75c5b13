import type { Log } from '../../../kernel/index.ts';
import { limits } from '../../../kernel/index.ts';
import type { Database } from '../../database.ts';
import type { Flavour } from '../flavours.ts';
import { readFlavour } from '../flavours.ts';
import { distribution } from './distribution.ts';
import { hypertables } from './hypertables.ts';
import type { Layout, LayoutGap } from './layout.ts';

const layouts: Partial<Record<Flavour['name'], Layout>> = {
  timescaledb: hypertables,
  citus: distribution,
};

/** Any number that no other program takes: servers that start at once lay tables out one after another. */
const layoutLock = 1_212_633_937;

/** What is still to be done so that the tables lie as the flavour of the database would have it. */
export async function readLayoutGaps(
  database: Pick<Database, 'query'>,
): Promise<readonly LayoutGap[]> {
  const { name } = await readFlavour(database);
  return (await layouts[name]?.findGaps(database)) ?? [];
}

/** Closes a gap, unless another server was quicker. */
async function closeGap(
  database: Database,
  layout: Layout,
  { table }: LayoutGap,
  log: Log,
): Promise<void> {
  await database.transaction(async (transaction) => {
    await transaction.query('SELECT pg_advisory_xact_lock($1)', [layoutLock]);
    const gap = (await layout.findGaps(transaction)).find((one) => one.table === table);
    if (gap === undefined) return;
    await layout.close(transaction, gap);
    log.info({ table, wanted: gap.wanted }, 'laid out a table');
  });
}

/**
 * Lays the tables out as the flavour of the database would have it; where they lie so already, or in
 * plain PostgreSQL, it changes nothing. A table whose rows have to move for it is left to whoever asks for
 * it with `everything`, once they are more than a start can wait for. Returns what is left.
 */
export async function applyLayout(
  database: Database,
  log: Log,
  { everything }: { readonly everything: boolean },
): Promise<readonly LayoutGap[]> {
  const { name } = await readFlavour(database);
  const layout = layouts[name];
  const left: LayoutGap[] = [];
  for (const gap of (await layout?.findGaps(database)) ?? []) {
    const isMuch = gap.bytes > limits.layoutBytesMovedAtStartMax;
    if (isMuch && !everything) left.push(gap);
    else if (layout !== undefined) await closeGap(database, layout, gap, log);
  }
  return left;
}
