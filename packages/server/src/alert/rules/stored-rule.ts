import type { AlertRuleDefinition, AnswerOf, showAlertRule } from '@homepot/catalogue';
import { alertRuleInWords } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';

/** A rule as the API shows it. */
export type ShownRule = AnswerOf<typeof showAlertRule>;

/** A rule as it is kept. */
export interface StoredRule extends AlertRuleDefinition {
  readonly id: number;
  /** Grows with each change. */
  readonly revision: number;
  readonly created_by: string | null;
  readonly updated_by: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly evaluated_at: string | null;
  readonly error: string | null;
}

/** What a person decides of a rule, as columns. */
export const decidedColumns = [
  'name',
  'description',
  'measure',
  'filters',
  'group_by',
  'comparator',
  'threshold',
  'clear_threshold',
  'window_seconds',
  'for_seconds',
  'resolve_seconds',
  'minimum_count',
  'missing_data',
  'severity',
  'provenances',
  'send_simulated',
  'mute_when_closed',
  'mute_in_maintenance',
  'notifier_ids',
  'enabled',
  'runbook_url',
] as const satisfies readonly (keyof AlertRuleDefinition)[];

const jsonColumns: ReadonlySet<string> = new Set([
  'filters',
  'group_by',
  'provenances',
  'notifier_ids',
]);

/** The values of `decidedColumns`, as parameters. */
export const decidedValues = (rule: AlertRuleDefinition): readonly unknown[] =>
  decidedColumns.map((name) =>
    jsonColumns.has(name) && rule[name] !== null ? JSON.stringify(rule[name]) : rule[name],
  );

/** Selects rules, as `r`. */
export const selectRules = `
SELECT r.id, r.revision, ${decidedColumns.map((name) => `r.${name}`).join(', ')}, r.created_by,
  r.updated_by, r.created_at, r.updated_at, e.evaluated_at, e.error
FROM alert_rules r LEFT JOIN alert_evaluations e ON e.rule_id = r.id`;

/** A rule with the sentence that says what it watches. */
export const showRule = ({ revision: _revision, ...rule }: StoredRule): ShownRule =>
  ({ ...rule, sentence: alertRuleInWords(rule) }) as ShownRule;

type Querier = Pick<Database, 'query'>;

const notFound = (): HomepotError =>
  new HomepotError('not_found', { message: 'There is no rule of that number' });

/** Reads a rule. Throws not_found. */
export async function readRule({ query }: Querier, id: number): Promise<StoredRule> {
  const [rule] = await query<StoredRule>(`${selectRules} WHERE r.id = $1`, [id]);
  if (rule === undefined) throw notFound();
  return rule;
}

/** Reads a rule and keeps it from change to the end of the transaction. Throws not_found. */
export async function lockRule(transaction: Querier, id: number): Promise<StoredRule> {
  await transaction.query('SELECT 1 FROM alert_rules WHERE id = $1 FOR UPDATE', [id]);
  return readRule(transaction, id);
}
