import type { AnswerOf, BodyOf, setRetentionPolicy as setRoute } from '@homepot/catalogue';
import { findPolicyStory } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { RetentionDependencies } from '../retention-dependencies.ts';
import type { Policy } from './policy.ts';
import { readPolicies } from './policy.ts';
import { reopenKept } from './reopen-kept.ts';
import { defaultOf } from './seed-policies.ts';

export type ShownPolicy = AnswerOf<typeof setRoute>;
type Change = BodyOf<typeof setRoute>;

/** How long each table keeps its rows, as people decide it. Every change is audited. */
export interface Policies {
  list(): Promise<readonly ShownPolicy[]>;
  /** Throws not_found for a table without a policy, parameter_invalid for what it cannot be. */
  set(table: string, change: Change, actor: Actor): Promise<ShownPolicy>;
  /** Back to the default. Throws not_found. */
  reset(table: string, actor: Actor): Promise<ShownPolicy>;
}

/** A policy as answers tell it. */
export const showPolicy = (policy: Policy): ShownPolicy => ({
  table: policy.table,
  retention_days: policy.days,
  minimum_days: policy.story.daysMin,
  archive_before_delete: policy.archive,
  can_be_archived: policy.story.archive,
  cleanup_enabled: policy.enabled,
  is_default: policy.isDefault,
  removed_until: Number.isFinite(policy.removedUntilMs)
    ? new Date(policy.removedUntilMs).toISOString()
    : null,
  updated_by: policy.updatedBy,
  updated_at: policy.updatedAt,
});

function requirePossible(table: string, change: Change): void {
  const story = findPolicyStory(table);
  if (story === undefined) return;
  const { retention_days: days, archive_before_delete: archive } = change;
  if (days !== undefined && days < story.daysMin) {
    throw new HomepotError('parameter_invalid', {
      path: 'body.retention_days',
      message: `${table} is kept ${story.daysMin} days at least: what the house answers rests on it`,
    });
  }
  if (archive === true && !story.archive) {
    throw new HomepotError('parameter_invalid', {
      path: 'body.archive_before_delete',
      message: `${table} cannot be archived`,
    });
  }
}

async function lockPolicy(transaction: Transaction, table: string): Promise<Policy> {
  await transaction.query(
    'SELECT 1 FROM data_retention_policies WHERE table_name = $1 FOR UPDATE',
    [table],
  );
  const [policy] = await readPolicies(transaction, table);
  if (policy !== undefined) return policy;
  throw new HomepotError('not_found', {
    path: 'path.table',
    message: `No policy is about ${table}; \`homepot retention policies\` lists those that are`,
  });
}

const audited = (policy: Policy) => ({
  retention_days: policy.days,
  archive_before_delete: policy.archive,
  cleanup_enabled: policy.enabled,
  is_default: policy.isDefault,
});

/** Creates the policies; `commonDays` is ANALYTICS_RETENTION_DAYS. */
export function createPolicies(
  { database, clock }: Pick<RetentionDependencies, 'database' | 'clock'>,
  commonDays: number | undefined,
): Policies {
  function write(
    table: string,
    actor: Actor,
    isDefault: boolean,
    decide: (before: Policy) => Required<Change>,
  ): Promise<ShownPolicy> {
    const atMs = clock.nowMs();
    return database.transaction(async (transaction) => {
      const before = await lockPolicy(transaction, table);
      const wanted = decide(before);
      await transaction.query(
        `UPDATE data_retention_policies SET retention_days = $2, archive_before_delete = $3,
           cleanup_enabled = $4, is_default = $5, updated_by = $6, updated_at = $7
         WHERE table_name = $1`,
        [
          table,
          wanted.retention_days,
          wanted.archive_before_delete,
          wanted.cleanup_enabled,
          isDefault,
          actor.username ?? null,
          new Date(atMs).toISOString(),
        ],
      );
      await reopenKept(transaction, atMs);
      const [after = before] = await readPolicies(transaction, table);
      await appendAudit(transaction, {
        atMs,
        eventType: 'retention_policy_changed',
        description: `${table} keeps its rows ${after.enabled ? `${after.days} days` : 'for ever'}`,
        oldValues: audited(before),
        newValues: audited(after),
        ...auditedActor(actor, { table }),
      });
      return showPolicy(after);
    });
  }

  return {
    list: async () => (await readPolicies(database)).map(showPolicy),
    set(table, change, actor) {
      requirePossible(table, change);
      return write(table, actor, false, (before) => ({
        retention_days: change.retention_days ?? before.days,
        archive_before_delete: change.archive_before_delete ?? before.archive,
        cleanup_enabled: change.cleanup_enabled ?? before.enabled,
      }));
    },
    reset(table, actor) {
      const usual = defaultOf(table, commonDays);
      return write(table, actor, true, (before) => ({
        retention_days: usual?.days ?? before.days,
        archive_before_delete: usual?.archive ?? before.archive,
        cleanup_enabled: true,
      }));
    },
  };
}
