import { listRollups, rebuildRollup, verifyRollup } from '@homepot/catalogue';
import type { FastifyInstance } from 'fastify';
import type { Actor } from '../../auth/index.ts';
import { appendAudit } from '../../auth/index.ts';
import type { KeptNumbers } from '../../drain/index.ts';
import { listKeptNumbers, readFirstDay } from '../../drain/index.ts';
import type { BindDependencies } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { actorOfCall } from '../call/caller-place.ts';

export interface RollupDependencies extends BindDependencies {
  readonly database: Database;
  readonly clock: Clock;
  /** How long a measurement of a device stands at most. */
  readonly holdMs: number;
}

interface DayOfRollup {
  readonly name: string;
  readonly day: string;
}

const dayMs = 86_400_000;
const retrySeconds = 5;
const toDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Runs one thing at a time: each reads all rows of a day. */
function createTurn(): <T>(run: () => Promise<T>) => Promise<T> {
  let isRunning = false;
  return async (run) => {
    if (isRunning) {
      throw new HomepotError('rate_limited', {
        message: 'Rows are being counted already',
        retryAfterSeconds: retrySeconds,
      });
    }
    isRunning = true;
    try {
      return await run();
    } finally {
      isRunning = false;
    }
  };
}

/** Throws where the rows of the day may have been dropped: a recount would say that there were none. */
async function readRange(database: Database, numbers: KeptNumbers, day: string) {
  const fromMs = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(fromMs)) {
    throw new HomepotError('parameter_invalid', {
      path: 'path.day',
      message: 'There is no such day',
    });
  }
  const first = await readFirstDay(database, numbers);
  if (first === undefined || fromMs < first) {
    throw new HomepotError('range_invalid', {
      path: 'path.day',
      message: 'There are no rows of this day, or not any more, so nothing can be counted again',
    });
  }
  return { fromMs, toMs: fromMs + dayMs };
}

function show({ name, day }: DayOfRollup, found: Awaited<ReturnType<KeptNumbers['compare']>>) {
  return {
    name,
    day,
    holds: found.length === 0,
    difference_count: found.length,
    differences: found
      .slice(0, limits.rollupDifferencesMax)
      .map((difference) => ({ ...difference, dimensions: [...difference.dimensions] })),
  };
}

async function noteRebuilt(
  { database, clock }: RollupDependencies,
  { name, day }: DayOfRollup,
  differences: number,
  actor: Actor,
): Promise<void> {
  await database.transaction((transaction) =>
    appendAudit(transaction, {
      ...actor,
      atMs: clock.nowMs(),
      eventType: 'rollup_rebuilt',
      description: `The numbers ${name} of ${day} were counted again`,
      newValues: { name, day, differences },
    }),
  );
}

/** Binds the recount of what is kept of the rows. */
export function bindRollups(app: FastifyInstance, deps: RollupDependencies): void {
  const { database } = deps;
  const kept = new Map(listKeptNumbers(deps, deps).map((numbers) => [numbers.name, numbers]));
  const inTurn = createTurn();
  const find = (name: string): KeptNumbers => {
    const numbers = kept.get(name);
    if (numbers === undefined) throw new HomepotError('not_found', { path: 'path.name' });
    return numbers;
  };
  bindRoute(app, listRollups, deps, async () => {
    const rollups = [];
    for (const numbers of kept.values()) {
      const { name, description, source, tables } = numbers;
      const first = await readFirstDay(database, numbers);
      const first_day = first === undefined ? null : toDay(first);
      rollups.push({ name, description, source, tables: [...tables], first_day });
    }
    return { rollups };
  });
  bindRoute(app, verifyRollup, deps, ({ parameters }) =>
    inTurn(async () => {
      const numbers = find(parameters.name);
      const range = await readRange(database, numbers, parameters.day);
      return show(parameters, await numbers.compare(range));
    }),
  );
  bindRoute(app, rebuildRollup, deps, (call) =>
    inTurn(async () => {
      const numbers = find(call.parameters.name);
      const range = await readRange(database, numbers, call.parameters.day);
      const found = await numbers.rebuild(range);
      if (found.length > 0)
        await noteRebuilt(deps, call.parameters, found.length, actorOfCall(call));
      return show(call.parameters, found);
    }),
  );
}
