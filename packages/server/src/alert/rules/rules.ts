import type {
  BodyOf,
  createAlertRule,
  listAlertRules,
  QueryOf,
  updateAlertRule,
} from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import type { Page } from '../../kernel/index.ts';
import { limits, readCursor, toPage } from '../../kernel/index.ts';
import { createRule } from './create-rule.ts';
import { removeRule } from './remove-rule.ts';
import type { RulesDependencies } from './rules-dependencies.ts';
import type { ShownRule, StoredRule } from './stored-rule.ts';
import { readRule, selectRules, showRule } from './stored-rule.ts';
import { updateRule } from './update-rule.ts';

/** What is watched. Every change is audited with the values before and after. */
export interface AlertRules {
  list(query: QueryOf<typeof listAlertRules>): Promise<Page<ShownRule>>;
  /** Throws not_found. */
  read(id: number): Promise<ShownRule>;
  /** Throws rule_invalid, and conflict where the name is taken. */
  create(rule: BodyOf<typeof createAlertRule>, actor: Actor): Promise<ShownRule>;
  /** Throws not_found, rule_invalid, conflict. */
  update(id: number, change: BodyOf<typeof updateAlertRule>, actor: Actor): Promise<ShownRule>;
  /** Throws not_found. */
  remove(id: number, actor: Actor): Promise<void>;
}

export function createAlertRules(deps: RulesDependencies): AlertRules {
  const { database } = deps;
  return {
    async list({ limit = limits.listRowsDefault, cursor }) {
      const rows = await database.query<StoredRule>(
        `${selectRules} WHERE r.id > $1 ORDER BY r.id LIMIT $2`,
        [readCursor(cursor), limit + 1],
      );
      return toPage(rows, limit, showRule);
    },
    read: async (id) => showRule(await readRule(database, id)),
    create: (rule, actor) => createRule(deps, rule, actor),
    update: (id, change, actor) => updateRule(deps, id, change, actor),
    remove: (id, actor) => removeRule(deps, id, actor),
  };
}
