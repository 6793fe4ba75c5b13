import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { ErrorsDependencies } from '../errors-dependencies.ts';
import type { ChangedGroup } from './stored-group.ts';
import { groupNotFound, holdWholes, partsOf, showChanged, wholeOf } from './stored-group.ts';

const rememberSplits = `
INSERT INTO error_group_splits (one, other, split_at, split_by)
SELECT least($1::varchar COLLATE "C", other COLLATE "C"),
  greatest($1::varchar COLLATE "C", other COLLATE "C"), $3, $4
FROM unnest($2::varchar[]) AS other
ON CONFLICT (one, other) DO UPDATE SET split_at = excluded.split_at, split_by = excluded.split_by`;

const takeOut = `
UPDATE error_groups SET merged_into = NULL, status = 'open', resolved_at = NULL,
  resolved_by = NULL, ignored_until = NULL, updated_at = $2 WHERE fingerprint = $1`;

/**
 * Takes a fingerprint out of the group that it was merged into. It is a group of its own again, open,
 * and remembered as taken apart from each of the others. Throws not_found, and parameter_invalid
 * where it was not merged into another.
 */
export function unmergeGroup(
  { database, clock }: ErrorsDependencies,
  fingerprint: string,
  actor: Actor,
): Promise<ChangedGroup> {
  return database.transaction(async (transaction) => {
    const held = await holdWholes(transaction, [fingerprint]);
    const part = held.find((each) => each.fingerprint === fingerprint);
    if (part === undefined) throw groupNotFound();
    if (part.merged_into === null) {
      throw new HomepotError('parameter_invalid', {
        path: 'path.fingerprint',
        message: 'This group was not merged into another; name the one that was',
      });
    }
    const whole = wholeOf(held, fingerprint);
    const others = partsOf(held, whole).filter((each) => each !== fingerprint);
    const atMs = clock.nowMs();
    const at = new Date(atMs).toISOString();
    await transaction.query(rememberSplits, [fingerprint, others, at, actor.username ?? null]);
    await transaction.query(takeOut, [fingerprint, at]);
    await appendAudit(transaction, {
      atMs,
      eventType: 'error_group_unmerged',
      description: `${fingerprint} was taken out of the group of errors ${whole.fingerprint}`,
      oldValues: { merged_into: whole.fingerprint },
      ...auditedActor(actor, { fingerprint }),
    });
    const alone = { status: 'open', resolved_at: null, resolved_by: null } as const;
    return showChanged({ ...part, ...alone, ignored_until: null, merged_into: null }, []);
  });
}
