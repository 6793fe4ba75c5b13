import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { judgeMs, spanAfter } from './change-times.ts';
import type { ClosedLoopDependencies, ClosedLoopOptions } from './closed-loop-dependencies.ts';
import { measurePairs, measurePeers } from './measure-changes.ts';
import { sendJudging } from './send-work.ts';
import type { StoredChange } from './stored-change.ts';
import { beforeOf, readDue } from './stored-change.ts';
import type { Outcome, Verdict } from './verdict/compare-windows.ts';
import { compareWindows } from './verdict/compare-windows.ts';
import type { WindowPair } from './verdict/window-pair.ts';
import { writeJudgement } from './write-verdict.ts';

/** A change with what was measured of it, and what that comes to. */
interface Judgement {
  readonly change: StoredChange;
  readonly pair: WindowPair;
  readonly verdict: Verdict;
  /** When it is looked at again, because there was too little to see; undefined where this is final. */
  readonly againMs: number | undefined;
}

/**
 * With too little to see, a change is looked at once more, after another window. Where there was too
 * little before it, time does not help.
 */
function lookAgain(change: StoredChange, { before }: WindowPair, outcome: Outcome) {
  const hopeless = before.reports < limits.windowSamplesMin;
  if (outcome !== 'not_enough_data' || hopeless || change.looks >= limits.changeLooksMax - 1) {
    return undefined;
  }
  const later = { ...change, looks: change.looks + 1 };
  return judgeMs(spanAfter(later, beforeOf(change)), change.intervalSeconds);
}

async function judgePart(
  deps: ClosedLoopDependencies,
  jobId: string,
  changes: readonly StoredChange[],
  options: ClosedLoopOptions,
): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  for (const cluster of await measurePeers(deps, jobId, changes, options)) {
    const pairs = await measurePairs(deps, cluster.changes, options);
    for (const [place, pair] of pairs.entries()) {
      const change = cluster.changes[place];
      if (change === undefined) continue;
      const verdict = compareWindows([{ changed: [pair], peers: cluster.peers }]);
      const againMs = lookAgain(change, pair, verdict.outcome);
      judgements.push({ change, pair, verdict, againMs });
    }
  }
  return judgements;
}

/** Only what was not judged yet: of two servers that judge at one time, one does. */
const writeJudgements = `
WITH locked AS (
  SELECT id FROM configuration_history WHERE id = ANY ($1::bigint[]) AND judged_at IS NULL
  ORDER BY id FOR NO KEY UPDATE)
UPDATE configuration_history h
SET performance_before = given.before::jsonb, performance_after = given.after::jsonb,
  verdict = given.verdict::jsonb, was_successful = given.success,
  judged_at = CASE WHEN given.again IS NULL THEN $6::timestamptz END,
  judge_at = coalesce(given.again, h.judge_at)
FROM locked JOIN unnest(
  $1::bigint[], $2::text[], $3::text[], $4::text[], $5::boolean[], $7::timestamptz[])
  AS given (id, before, after, verdict, success, again) ON given.id = locked.id
WHERE h.id = locked.id`;

async function write(
  transaction: Transaction,
  deps: Pick<ClosedLoopDependencies, 'workQueue'>,
  jobId: string,
  judgements: readonly Judgement[],
  nowMs: number,
): Promise<void> {
  const instant = (ms: number) => new Date(ms).toISOString();
  const written = judgements.map(({ pair, verdict }) => writeJudgement(pair, verdict));
  await transaction.query(writeJudgements, [
    judgements.map(({ change }) => change.id),
    written.map((each) => JSON.stringify(each.performance_before)),
    written.map((each) => JSON.stringify(each.performance_after)),
    judgements.map(({ change }, place) =>
      JSON.stringify({ ...written[place]?.verdict, looks: change.looks + 1 }),
    ),
    written.map((each) => each.was_successful),
    instant(nowMs),
    judgements.map(({ againMs }) => (againMs === undefined ? null : instant(againMs))),
  ]);
  const again = judgements.flatMap(({ againMs }) => againMs ?? []);
  if (again.length === 0) return;
  await sendJudging(deps, transaction, jobId, { dueMs: Math.max(...again), nowMs });
}

/**
 * Judges the changes of a job whose windows have passed, each by itself against its peers. Each gets
 * exactly one verdict, however often and on however many servers this runs.
 */
export async function judgeChanges(
  deps: ClosedLoopDependencies,
  jobId: string,
  options: ClosedLoopOptions,
): Promise<void> {
  const { database, clock } = deps;
  const now = new Date(clock.nowMs()).toISOString();
  for await (const part of readDue(database, jobId, now)) {
    const judgements = await judgePart(deps, jobId, part, options);
    await database.transaction((transaction) =>
      write(transaction, deps, jobId, judgements, clock.nowMs()),
    );
  }
}
