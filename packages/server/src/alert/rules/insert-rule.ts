import type { AlertRuleDefinition } from '@homepot/catalogue';
import type { Transaction } from '../../store/index.ts';
import { decidedColumns, decidedValues } from './stored-rule.ts';

/** Enters a rule. Returns its number. */
export async function insertRule(
  { query }: Pick<Transaction, 'query'>,
  rule: AlertRuleDefinition,
  username: string | undefined,
  atMs: number,
): Promise<number> {
  const values = decidedValues(rule);
  const [row] = await query<{ id: number }>(
    `INSERT INTO alert_rules (created_by, updated_by, created_at, updated_at, ${decidedColumns.join(', ')})
     VALUES ($1, $1, $2, $2, ${values.map((_, i) => `$${i + 3}`).join(', ')}) RETURNING id`,
    [username ?? null, new Date(atMs).toISOString(), ...values],
  );
  if (row === undefined) throw new Error('INSERT INTO alert_rules returned no row');
  return row.id;
}
