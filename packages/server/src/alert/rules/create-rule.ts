import type { Json } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { GivenRule } from './check-rule.ts';
import { checkRule } from './check-rule.ts';
import { insertRule } from './insert-rule.ts';
import type { RulesDependencies } from './rules-dependencies.ts';
import type { ShownRule } from './stored-rule.ts';
import { readRule, showRule } from './stored-rule.ts';
import { tellRuleTaken } from './tell-rule-taken.ts';

/** Makes a rule. Throws rule_invalid and conflict. */
export async function createRule(
  { database, clock }: Pick<RulesDependencies, 'database' | 'clock'>,
  given: GivenRule,
  actor: Actor,
): Promise<ShownRule> {
  const rule = checkRule(given);
  const atMs = clock.nowMs();
  const run = database.transaction(async (transaction) => {
    const [known] = await transaction.query<{ count: number }>('SELECT count(*) FROM alert_rules');
    if ((known?.count ?? 0) >= limits.alertRulesMax) {
      const message = `There are ${limits.alertRulesMax} rules already`;
      throw new HomepotError('rule_invalid', { message });
    }
    const id = await insertRule(transaction, rule, actor.username, atMs);
    const made = showRule(await readRule(transaction, id));
    await appendAudit(transaction, {
      atMs,
      eventType: 'alert_rule_created',
      description: `Alert rule ${rule.name} was made`,
      newValues: { id, ...rule } as unknown as Json,
      ...auditedActor(actor),
    });
    return made;
  });
  return tellRuleTaken(run);
}
