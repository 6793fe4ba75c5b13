import { isDeepStrictEqual } from 'node:util';
import type { BodyOf, Json, updateAlertRule } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Transaction } from '../../store/index.ts';
import { checkRule } from './check-rule.ts';
import { endEpisodes } from './end-episodes.ts';
import type { RulesDependencies } from './rules-dependencies.ts';
import type { ShownRule, StoredRule } from './stored-rule.ts';
import { decidedColumns, decidedValues, lockRule, readRule, showRule } from './stored-rule.ts';
import { tellRuleTaken } from './tell-rule-taken.ts';

type Change = BodyOf<typeof updateAlertRule>;

/** What makes the subjects of a rule others than they were. */
const identity = ['measure', 'filters', 'group_by', 'provenances', 'comparator'] as const;

const pick = (rule: StoredRule, names: readonly (keyof StoredRule)[]): Record<string, Json> =>
  Object.fromEntries(names.map((name) => [name, rule[name] as Json]));

async function write({ query }: Transaction, rule: StoredRule, actor: Actor, atMs: number) {
  const values = decidedValues(rule);
  await query(
    `UPDATE alert_rules SET revision = revision + 1, updated_by = $2, updated_at = $3,
       ${decidedColumns.map((name, i) => `${name} = $${i + 4}`).join(', ')} WHERE id = $1`,
    [rule.id, actor.username ?? null, new Date(atMs).toISOString(), ...values],
  );
}

/** Changes a rule. What is open of one that watches something else now, or nothing, ends. */
export async function updateRule(
  deps: RulesDependencies,
  id: number,
  change: Change,
  actor: Actor,
): Promise<ShownRule> {
  const run = deps.database.transaction(async (transaction) => {
    const before = await lockRule(transaction, id);
    const given = Object.fromEntries(decidedColumns.map((name) => [name, before[name]]));
    const after = { ...before, ...checkRule({ ...given, ...change } as never) };
    const changed = decidedColumns.filter((name) => !isDeepStrictEqual(before[name], after[name]));
    if (changed.length === 0) return showRule(before);
    const atMs = deps.clock.nowMs();
    await write(transaction, after, actor, atMs);
    if (before.enabled && !after.enabled) {
      await endEpisodes(deps, transaction, before, 'rule_disabled', atMs);
    } else if (identity.some((name) => changed.includes(name))) {
      await endEpisodes(deps, transaction, before, 'rule_changed', atMs);
    }
    const shown = showRule(await readRule(transaction, id));
    await appendAudit(transaction, {
      atMs,
      eventType: 'alert_rule_updated',
      description: `Alert rule ${after.name} was changed`,
      oldValues: pick(before, changed),
      newValues: pick(after, changed),
      metadata: { rule_id: id },
      ...auditedActor(actor),
    });
    return shown;
  });
  return tellRuleTaken(run);
}
