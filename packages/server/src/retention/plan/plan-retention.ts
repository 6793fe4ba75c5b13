import type { AnswerOf, planRetention as route } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import { findClockDoubt } from '../clock/find-clock-doubt.ts';
import type { Hold } from '../holds/hold.ts';
import { readKeeping } from '../holds/read-keeping.ts';
import { readSizes } from '../overview/read-sizes.ts';
import type { Policy } from '../policies/policy.ts';
import { keptFromMs, readPolicies } from '../policies/policy.ts';
import type { RetentionDependencies } from '../retention-dependencies.ts';
import { oldRowsOf, readOldest } from '../rows/old-rows.ts';
import type { Part } from '../run/part.ts';
import { readOpenParts } from '../run/part.ts';
import { estimateOldRows } from './estimate-old-rows.ts';
import type { DuePartition } from './find-due.ts';
import { findDuePartitions, heldInWords } from './find-due.ts';

export type RetentionPlan = AnswerOf<typeof route>;
type PlannedTable = RetentionPlan['tables'][number];
type PlannedPart = PlannedTable['parts'][number];

type Deps = Pick<RetentionDependencies, 'database' | 'keeper' | 'clock'>;

interface Known {
  readonly holds: readonly Hold[];
  readonly open: readonly Part[];
  readonly nowMs: number;
}

const at = (ms: number) => new Date(ms).toISOString();

/** A part that is on its way, as answers tell it. */
export const showPart = (part: Part): PlannedPart => ({
  partition: part.partition,
  from: at(part.fromMs),
  until: at(part.untilMs),
  state: part.state,
  rows: part.rows,
  rows_estimated: part.state === 'planned',
  bytes: part.bytes ?? 0,
  stays: null,
  error: part.error,
});

function showDue(due: DuePartition, open: readonly Part[]): PlannedPart {
  const part = open.find(({ partition }) => partition === due.name);
  return {
    partition: due.name,
    from: at(due.fromMs),
    until: at(due.untilMs),
    state: part?.state ?? null,
    rows: due.rowsEstimate < 0 ? null : due.rowsEstimate,
    rows_estimated: true,
    bytes: due.bytes,
    stays: due.stays ?? null,
    error: part?.error ?? null,
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);

async function planPartitions(deps: Deps, policy: Policy, known: Known): Promise<PlannedTable[]> {
  const { holds, open, nowMs } = known;
  const due = await findDuePartitions(deps, policy, holds, nowMs);
  if (due.length === 0) return [];
  const leaving = due.filter(({ stays }) => stays === undefined);
  const [first] = leaving;
  return [
    {
      ...describe(policy, nowMs),
      oldest: first === undefined ? null : at(first.fromMs),
      rows: sum(leaving.map(({ rowsEstimate }) => Math.max(0, rowsEstimate))),
      rows_estimated: true,
      bytes: sum(leaving.map(({ bytes }) => bytes)),
      parts: due.slice(0, limits.retentionPartsShownMax).map((each) => showDue(each, open)),
      part_count: due.length,
      stays: null,
    },
  ];
}

const describe = (policy: Policy, nowMs: number) => ({
  table: policy.table,
  way: policy.story.way,
  retention_days: policy.days,
  kept_from: at(keptFromMs(policy, nowMs)),
  archive: policy.archive,
});

async function planRows(deps: Deps, policy: Policy, known: Known): Promise<PlannedTable[]> {
  const old = oldRowsOf(policy, known.holds, known.nowMs);
  const { rows, estimated } = await estimateOldRows(deps.database, old);
  if (rows === 0) return [];
  const oldestMs = await readOldest(deps.database, policy, old);
  const size = (await readSizes(deps.database, [policy.table])).get(policy.table);
  const share = size === undefined || size.rows <= 0 ? undefined : Math.min(1, rows / size.rows);
  const mine = known.open.filter(({ table }) => table === policy.table);
  return [
    {
      ...describe(policy, known.nowMs),
      oldest: oldestMs === undefined ? null : at(oldestMs),
      rows,
      rows_estimated: estimated,
      bytes: share === undefined || size === undefined ? null : Math.round(size.bytes * share),
      parts: mine.map(showPart),
      part_count: mine.length,
      stays: heldInWords(known.holds.filter(({ table }) => table === policy.table)) ?? null,
    },
  ];
}

/** What a run would do now, table by table; changes nothing. */
export async function planRetention(deps: Deps, table?: string): Promise<RetentionPlan> {
  const nowMs = deps.clock.nowMs();
  const holds = await readKeeping(deps.database);
  const known = { holds, open: await readOpenParts(deps.database), nowMs };
  const tables: PlannedTable[] = [];
  for (const policy of await readPolicies(deps.database, table)) {
    if (!policy.enabled) continue;
    const plan = policy.story.way === 'partitions' ? planPartitions : planRows;
    tables.push(...(await plan(deps, policy, known)));
  }
  const doubt =
    tables.length === 0 ? undefined : await findClockDoubt(deps.database, nowMs, { isAsked: true });
  return {
    as_of: at(nowMs),
    rows: sum(tables.map(({ rows }) => rows ?? 0)),
    bytes: sum(tables.map(({ bytes }) => bytes ?? 0)),
    doubt: doubt?.reason ?? null,
    tables,
  };
}
