import type { Json } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { endEpisodes } from './end-episodes.ts';
import type { RulesDependencies } from './rules-dependencies.ts';
import { lockRule, showRule } from './stored-rule.ts';

/** Removes a rule. What is open of it ends; what was found stays known. Throws not_found. */
export async function removeRule(deps: RulesDependencies, id: number, actor: Actor): Promise<void> {
  await deps.database.transaction(async (transaction) => {
    const rule = await lockRule(transaction, id);
    const atMs = deps.clock.nowMs();
    await endEpisodes(deps, transaction, rule, 'rule_removed', atMs);
    await transaction.query('DELETE FROM alert_evaluations WHERE rule_id = $1', [id]);
    await transaction.query('DELETE FROM alert_rules WHERE id = $1', [id]);
    await appendAudit(transaction, {
      atMs,
      eventType: 'alert_rule_removed',
      description: `Alert rule ${rule.name} was removed`,
      oldValues: showRule(rule) as unknown as Json,
      ...auditedActor(actor),
    });
  });
}
