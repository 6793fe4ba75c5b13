import type { Json } from '@homepot/catalogue';
import { alertMeasureOf } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { MovedDevices, Observation } from '../../query/index.ts';
import { createMovedDevices } from '../../query/index.ts';
import type { Transaction } from '../../store/index.ts';
import { classifyDatabaseError } from '../../store/index.ts';
import type { AlertsDependencies } from '../alerts-dependencies.ts';
import type { Episode } from '../machine/episode.ts';
import type { StoredRule } from '../rules/stored-rule.ts';
import { selectRules } from '../rules/stored-rule.ts';
import { openDeviceStates } from '../sources/device-states.ts';
import { openMinuteSource } from '../sources/minute-source.ts';
import { dueStepMs } from '../sources/source.ts';
import type { AlertLease } from './alert-lease.ts';
import { createAlertLease } from './alert-lease.ts';
import { evaluateRule } from './evaluate-rule.ts';
import { writeOwnReading } from './own-readings.ts';
import { summaryOf } from './stored-episode.ts';

/** Evaluates the rules, in turn with the other servers. */
export interface Evaluator {
  /**
   * Says what this server has to say of itself and, where it is the one that evaluates, takes every
   * rule that is due one step on. While the database is away it does nothing, without an error.
   */
  evaluate(): Promise<void>;
  /** Open alerts, as of the last look; empty before. */
  figures(): AlertFigures;
  stop(): Promise<void>;
}

/** How many alerts are open, by state and severity. */
export type AlertFigures = readonly {
  readonly state: string;
  readonly severity: string;
  readonly count: number;
}[];

/** A step that another server, whose clock may differ, has taken already. */
function isTaken({ evaluated_at }: StoredRule, stepMs: number): boolean {
  if (evaluated_at === null) return false;
  const aheadMs = Date.parse(evaluated_at) - stepMs;
  return aheadMs >= 0 && aheadMs <= limits.alertSkewSecondsMax * 1_000;
}

/** Whether it is the database that is away, and not the rule that is wrong. */
const isPassing = (error: unknown): boolean =>
  error instanceof HomepotError
    ? error.code === 'database_unavailable'
    : classifyDatabaseError(error) === 'retry';

/** What there is to see at a step; undefined where that cannot be said now. */
async function observe(
  { database, holdMs }: Pick<AlertsDependencies, 'database' | 'holdMs'>,
  moved: MovedDevices,
  rule: StoredRule,
  stepMs: number,
): Promise<readonly Observation[] | undefined> {
  if (alertMeasureOf(rule.measure).source.kind === 'device_state') {
    const source = await openDeviceStates(database, rule, stepMs);
    return source?.at(stepMs);
  }
  const span = { fromMs: stepMs, toMs: stepMs, chunkMs: Number.POSITIVE_INFINITY };
  const source = await openMinuteSource({ database, holdMs, moved }, rule, span);
  return source.at(stepMs);
}

async function noteStep(
  { query }: Pick<Transaction, 'query'>,
  ruleId: number,
  stepMs: number,
  error: string | null,
): Promise<void> {
  await query(
    `INSERT INTO alert_evaluations (rule_id, evaluated_at, error) VALUES ($1, $2, $3)
     ON CONFLICT (rule_id) DO UPDATE SET evaluated_at = excluded.evaluated_at, error = excluded.error`,
    [ruleId, new Date(stepMs).toISOString(), error],
  );
}

/** Whether a rule is as it was when its numbers were read; it is kept so to the end of the transaction. */
async function isUnchanged({ query }: Transaction, { id, revision }: StoredRule): Promise<boolean> {
  const rows = await query('SELECT 1 FROM alert_rules WHERE id = $1 AND revision = $2 FOR SHARE', [
    id,
    revision,
  ]);
  return rows.length > 0;
}

const told = (rule: StoredRule, episode: Episode): Json => ({
  id: episode.id ?? null,
  rule_id: rule.id,
  rule_name: rule.name,
  severity: rule.severity,
  state: episode.phase,
  labels: { ...episode.labels },
  provenance: episode.provenance,
  summary: summaryOf(rule, episode),
});

async function takeStep(
  deps: AlertsDependencies & { readonly moved: MovedDevices },
  lease: AlertLease,
  turn: number,
  rule: StoredRule,
  stepMs: number,
): Promise<void> {
  const observations = await observe(deps, deps.moved, rule, stepMs);
  if (observations === undefined) return;
  const changed = await deps.database.transaction(async (transaction) => {
    if (!(await lease.hold(transaction, turn))) return [];
    if (!(await isUnchanged(transaction, rule))) return [];
    const episodes = await evaluateRule(deps, transaction, rule, observations, stepMs);
    await noteStep(transaction, rule.id, stepMs, null);
    return episodes;
  });
  for (const episode of changed) deps.publish(told(rule, episode));
}

/** Creates the evaluator of this server. It does nothing until it is asked. */
export function createEvaluator(given: AlertsDependencies): Evaluator {
  const deps = { ...given, moved: createMovedDevices() };
  const { database, clock, log } = deps;
  const lease = createAlertLease(deps);
  let isAway = false;
  let figures: AlertFigures = [];

  /** A rule that cannot be evaluated says so, and keeps no other from its turn. */
  async function look(rule: StoredRule, turn: number): Promise<void> {
    const stepMs = dueStepMs(rule, clock.nowMs());
    if (isTaken(rule, stepMs)) return;
    try {
      await takeStep(deps, lease, turn, rule, stepMs);
    } catch (error) {
      if (isPassing(error)) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      log.error({ err: error, rule: rule.id }, 'a rule of alerts could not be evaluated');
      await noteStep(database, rule.id, stepMs, reason);
    }
  }

  async function lookAtAll(): Promise<void> {
    await writeOwnReading(deps);
    figures = await database.query(
      `SELECT state, severity, count(*) FROM alerts WHERE state <> 'resolved' GROUP BY state, severity`,
    );
    const turn = await lease.take();
    if (turn === undefined) return;
    const rules = await database.query<StoredRule>(`${selectRules} WHERE r.enabled ORDER BY r.id`);
    for (const rule of rules) await look(rule, turn);
  }

  return {
    async evaluate() {
      try {
        await lookAtAll();
        isAway = false;
      } catch (error) {
        if (!isPassing(error)) throw error;
        if (!isAway) log.warn({ err: error }, 'alerts are not evaluated: the database is away');
        isAway = true;
      }
    },
    figures: () => figures,
    async stop() {
      await lease.release().catch((error: unknown) => {
        log.warn({ err: error }, 'another server evaluates alerts only when the lease has ended');
      });
    },
  };
}
