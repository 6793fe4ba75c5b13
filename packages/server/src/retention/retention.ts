import type { Holds } from './holds/holds.ts';
import { createHolds } from './holds/holds.ts';
import type { History } from './overview/history.ts';
import { createHistory } from './overview/history.ts';
import type { RetentionOverview } from './overview/read-overview.ts';
import { readOverview } from './overview/read-overview.ts';
import type { RetentionPlan } from './plan/plan-retention.ts';
import { planRetention } from './plan/plan-retention.ts';
import type { KeptWindow } from './policies/kept-window.ts';
import { createKeptWindow } from './policies/kept-window.ts';
import type { Policies } from './policies/policies.ts';
import { createPolicies } from './policies/policies.ts';
import { seedPolicies } from './policies/seed-policies.ts';
import type { RetentionDependencies, RetentionOptions } from './retention-dependencies.ts';
import { createRunner } from './run/runner.ts';

/** Keeps rows as long as the policies say, then archives and removes them. */
export interface Retention {
  readonly policies: Policies;
  readonly holds: Holds;
  readonly history: History;
  /** What is kept now, for the door and for readers. */
  readonly kept: KeptWindow;
  /** What a run would do now; changes nothing. */
  plan(table?: string): Promise<RetentionPlan>;
  overview(): Promise<RetentionOverview>;
  /** Begins a run where one is due; to be called again and again. */
  look(): Promise<void>;
  /** Resolves when no run goes on at this server. */
  idle(): Promise<void>;
  /** Parts that could not be archived or removed; undefined at a server that does not care for that. */
  failures(): Promise<number | undefined>;
  /** Is told what failed, and the table; must not throw. */
  onFailure(listener: (error: unknown, table: string) => void): void;
  stop(): Promise<void>;
}

async function countFailures({ database }: RetentionDependencies): Promise<number> {
  const [row] = await database.query<{ count: number }>(
    `SELECT (SELECT count(*) FROM retention_parts
         WHERE state NOT IN ('dropped', 'released') AND error IS NOT NULL)
       + (SELECT count(*) FROM (SELECT error FROM retention_runs WHERE ended_at IS NOT NULL
          ORDER BY id DESC LIMIT 1) AS last WHERE error IS NOT NULL) AS count`,
  );
  return row?.count ?? 0;
}

/** Creates what keeps and forgets, with a policy for every table that has none. It does nothing until it is asked. */
export async function createRetention(
  deps: RetentionDependencies,
  options: RetentionOptions,
): Promise<Retention> {
  const { log } = deps;
  await seedPolicies(deps, options.commonDays);
  const kept = createKeptWindow(deps);
  await kept.refresh();
  let listener: (error: unknown, table: string) => void = () => undefined;
  const runner = createRunner(deps, options, (error, table) => listener(error, table));
  const wake = () => {
    runner.look().catch((error: unknown) => log.warn({ err: error }, 'a run begins later'));
  };
  const changed =
    <Arguments extends unknown[], Result>(run: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      const result = await run(...given);
      await kept.refresh();
      return result;
    };
  const policies = createPolicies(deps, options.commonDays);
  const holds = createHolds(deps);
  return {
    policies: { ...policies, set: changed(policies.set), reset: changed(policies.reset) },
    holds: { ...holds, create: changed(holds.create), release: changed(holds.release) },
    history: createHistory(deps, wake),
    kept,
    plan: (table) => planRetention(deps, table),
    overview: () => readOverview(deps, options),
    look: () => runner.look(),
    idle: () => runner.idle(),
    failures: async () => (runner.isMine() ? await countFailures(deps) : undefined),
    onFailure(given) {
      listener = given;
    },
    stop: () => runner.stop(),
  };
}
