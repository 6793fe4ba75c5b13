import type { AnswerOf, readRetention as route } from '@homepot/catalogue';
import { findTable, retentionStories } from '@homepot/catalogue';
import { readHolds } from '../holds/hold.ts';
import { showPart } from '../plan/plan-retention.ts';
import { showPolicy } from '../policies/policies.ts';
import { readPolicies } from '../policies/policy.ts';
import type { RetentionDependencies, RetentionOptions } from '../retention-dependencies.ts';
import { readOpenParts } from '../run/part.ts';
import { lastSlotMs } from '../run/runs.ts';
import type { ShownRun } from './history.ts';
import { runColumns } from './history.ts';
import { holdsShown } from './holds-shown.ts';
import { readGrowth } from './read-growth.ts';
import { readOldestRows } from './read-oldest-rows.ts';
import { readSizes } from './read-sizes.ts';
import { readTold } from './read-told.ts';

export type RetentionOverview = AnswerOf<typeof route>;
type ShownTable = RetentionOverview['tables'][number];
type Deps = Pick<RetentionDependencies, 'database' | 'keeper' | 'clock'>;

const dayMs = 86_400_000;

async function readRun({ database }: Deps, condition: string): Promise<ShownRun | null> {
  const [run] = await database.query<ShownRun>(
    `SELECT ${runColumns} FROM retention_runs WHERE ${condition} ORDER BY id DESC LIMIT 1`,
  );
  return run ?? null;
}

/** All that is known of every table, by its name. */
async function gather(deps: Deps) {
  const names = [...retentionStories.keys()];
  const { database } = deps;
  const nowMs = deps.clock.nowMs();
  return {
    policies: new Map((await readPolicies(database)).map((each) => [each.table, each])),
    holds: await readHolds(database),
    open: await readOpenParts(database),
    sizes: await readSizes(database, names),
    growth: await readGrowth(deps, nowMs),
    oldest: await readOldestRows(database),
    told: await readTold(database),
  };
}

function showTable(table: string, known: Awaited<ReturnType<typeof gather>>): ShownTable[] {
  const story = retentionStories.get(table);
  const size = known.sizes.get(table);
  if (story === undefined || size === undefined) return [];
  const policy = known.policies.get(table);
  const growth = known.growth.get(table);
  const told = known.told.get(table);
  return [
    {
      table,
      kind: findTable(table)?.kind ?? 'rollup',
      way: story.way,
      why: 'why' in story ? story.why : null,
      rows: size.rows,
      bytes: size.bytes,
      bytes_per_day: growth?.bytesPerDay ?? null,
      rows_per_day: growth?.rowsPerDay ?? null,
      oldest: known.oldest.get(table) ?? null,
      policy: policy === undefined ? null : showPolicy(policy),
      holds: holdsShown(known.holds, table),
      rows_removed: told?.rows ?? 0,
      bytes_freed: told?.bytes ?? 0,
      last_run_at: told?.lastAt ?? null,
      skipped: told?.skipped ?? null,
      error: told?.error ?? null,
      waiting: known.open.filter((part) => part.table === table).map(showPart),
    },
  ];
}

/** Every table, with what is kept of it, what left and what did not. */
export async function readOverview(
  deps: Deps,
  { enabled, hour }: RetentionOptions,
): Promise<RetentionOverview> {
  const nowMs = deps.clock.nowMs();
  const known = await gather(deps);
  const tables = [...retentionStories.keys()].flatMap((table) => showTable(table, known));
  return {
    as_of: new Date(nowMs).toISOString(),
    enabled,
    next_run_at: enabled ? new Date(lastSlotMs(nowMs, hour) + dayMs).toISOString() : null,
    last_run: await readRun(deps, `state IN ('done', 'failed')`),
    open_run: await readRun(deps, `state NOT IN ('done', 'failed')`),
    bytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
    tables,
  };
}
