import { defaultAlertRules } from '@homepot/catalogue';
import type { Clock } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { insertRule } from './insert-rule.ts';

/**
 * Makes the rules of a new house that were never made here, and remembers that it did: one that was
 * changed or removed since is left as it is. Where a person has given its name to a rule of their own,
 * that one stands.
 */
export async function makeDefaultRules({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}): Promise<void> {
  const atMs = clock.nowMs();
  await database.transaction(async (transaction) => {
    for (const rule of defaultAlertRules) {
      // Servers that start at once wait for one another at this row.
      const made = await transaction.query(
        `INSERT INTO default_alert_rules (name, made_at) VALUES ($1, $2)
         ON CONFLICT (name) DO NOTHING RETURNING 1`,
        [rule.name, new Date(atMs).toISOString()],
      );
      if (made.length === 0) continue;
      const taken = await transaction.query('SELECT 1 FROM alert_rules WHERE name = $1', [
        rule.name,
      ]);
      if (taken.length === 0) await insertRule(transaction, rule, undefined, atMs);
    }
  });
}
