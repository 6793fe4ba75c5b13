import type { BodyOf, mergeErrorGroups } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { ErrorsDependencies } from '../errors-dependencies.ts';
import type { ChangedGroup } from './stored-group.ts';
import { holdWholes, partsOf, showChanged, wholeOf } from './stored-group.ts';

type Merge = BodyOf<typeof mergeErrorGroups>;

const findSplits = `
SELECT one, other FROM error_group_splits
WHERE one = ANY ($1::varchar[]) AND other = ANY ($2::varchar[])
  OR one = ANY ($2::varchar[]) AND other = ANY ($1::varchar[])
LIMIT 1`;

const forgetSplits = `
DELETE FROM error_group_splits
WHERE one = ANY ($1::varchar[]) AND other = ANY ($1::varchar[])`;

/** What somebody took apart is not put together again but on purpose. */
async function requireUnparted(
  transaction: Transaction,
  into: readonly string[],
  parts: readonly string[],
): Promise<void> {
  const [split] = await transaction.query<{ one: string; other: string }>(findSplits, [
    into,
    parts,
  ]);
  if (split === undefined) return;
  throw new HomepotError('groups_parted', {
    path: 'body.fingerprints',
    message: `${split.one} and ${split.other} were taken apart`,
  });
}

/**
 * Merges the groups that these fingerprints are of into another one, with all that was merged into
 * them. How people are with the group into which they go is how they are with all of it. Throws
 * not_found, groups_parted, and parameter_invalid where the group would have too many parts.
 */
export function mergeGroups(
  { database, clock }: ErrorsDependencies,
  fingerprint: string,
  { fingerprints, force = false }: Merge,
  actor: Actor,
): Promise<ChangedGroup> {
  return database.transaction(async (transaction) => {
    const held = await holdWholes(transaction, [fingerprint, ...fingerprints]);
    const whole = wholeOf(held, fingerprint);
    const before = partsOf(held, whole);
    const added = held.map((each) => each.fingerprint).filter((each) => !before.includes(each));
    if (added.length === 0) return showChanged(whole, before);
    const parts = [...before, ...added];
    if (parts.length > limits.errorGroupMembersMax) {
      throw new HomepotError('parameter_invalid', {
        path: 'body.fingerprints',
        message: `A group has at most ${limits.errorGroupMembersMax} fingerprints`,
      });
    }
    if (!force) await requireUnparted(transaction, before, added);
    const atMs = clock.nowMs();
    await transaction.query(forgetSplits, [parts]);
    await transaction.query(
      'UPDATE error_groups SET merged_into = $1, updated_at = $3 WHERE fingerprint = ANY ($2::varchar[])',
      [whole.fingerprint, added, new Date(atMs).toISOString()],
    );
    await appendAudit(transaction, {
      atMs,
      eventType: 'error_groups_merged',
      description: `${added.length} groups of errors were merged into ${whole.fingerprint}`,
      newValues: { fingerprints: added },
      ...auditedActor(actor, { fingerprint: whole.fingerprint, ...(force ? { force } : {}) }),
    });
    return showChanged(whole, parts);
  });
}
