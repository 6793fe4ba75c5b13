import type { Transaction } from '../../store/index.ts';
import { holdsOn } from '../holds/hold.ts';
import { readKeeping } from '../holds/read-keeping.ts';
import { heldInWords } from '../plan/find-due.ts';
import { keptFromMs, readPolicies } from '../policies/policy.ts';
import type { Part } from './part.ts';

type Asked = Pick<Transaction, 'query'>;

/** A part that was to leave and shall not any more. */
export class StaysAfterAll extends Error {
  override readonly name = 'StaysAfterAll';
}

/**
 * Says why a part shall stay that was old enough when it was planned: somebody holds it since, or its policy
 * was changed. Undefined where it leaves. A run takes hours where there is much, and people do not wait for it.
 */
export async function staysAfterAll(
  asked: Asked,
  part: Part,
  nowMs: number,
): Promise<string | undefined> {
  const [policy] = await readPolicies(asked, part.table);
  if (policy === undefined || !policy.enabled) return 'its policy is to keep it for ever by now';
  if (part.untilMs > keptFromMs(policy, nowMs)) return 'its policy keeps it longer by now';
  if (policy.archive && !part.archive) return 'it is to be archived by now';
  return heldInWords(holdsOn(await readKeeping(asked), part.table, part));
}

/**
 * Has those wait who would hold rows, bring some back or change a policy, until the transaction ends: what was told that it is
 * held is not removed an instant later. To be called after the lease was held, before anything is removed.
 */
export async function lockDecisions({ query }: Asked): Promise<void> {
  await query('LOCK TABLE retention_holds, data_retention_policies IN SHARE MODE');
}

/** Both, for a transaction in which a part leaves. Throws StaysAfterAll. */
export async function requireLeaving(asked: Asked, part: Part, nowMs: number): Promise<void> {
  await lockDecisions(asked);
  const reason = await staysAfterAll(asked, part, nowMs);
  if (reason !== undefined) throw new StaysAfterAll(reason);
}
