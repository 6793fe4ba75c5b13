import type { Parts } from '../../api/index.ts';
import type { Drain } from '../../drain/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Lanes } from '../../spool/index.ts';
import type { Database } from '../../store/index.ts';
import { within } from './within.ts';

export interface PartsDependencies {
  readonly database: Database;
  readonly lanes: Lanes;
  readonly drains: readonly Drain[];
}

async function answers(database: Database): Promise<boolean> {
  try {
    return await within(limits.readinessMillisecondsMax, database.query('SELECT 1'));
  } catch {
    return false;
  }
}

/** How each part of the house is now. */
export async function readParts(deps: PartsDependencies): Promise<Parts> {
  const database = (await answers(deps.database)) ? 'ok' : 'unreachable';
  const lagSeconds = Math.max(...deps.drains.map((drain) => drain.state().lagSeconds));
  const late = database === 'ok' ? 'behind' : 'stalled';
  return {
    database,
    spool: deps.lanes.state(),
    drain: lagSeconds > limits.drainBehindSeconds ? late : 'ok',
  };
}
