import type { DrainStep } from '../../drain/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { insertGroups } from '../groups/insert-groups.ts';
import { lowerFirstSeen } from '../groups/lower-first-seen.ts';
import { createNewGroup } from '../groups/new-group.ts';
import { raiseSeverities } from '../groups/raise-severities.ts';
import { reopenGroups } from '../groups/reopen-groups.ts';
import { severityRank } from '../groups/severity-rank.ts';
import { createKnownGroups } from './known-groups.ts';
import type { Occurrence } from './read-occurrences.ts';
import { readFirstErrors, readOccurrences } from './read-occurrences.ts';

/** A fingerprint that has a group, and how the group stands of which it is a part. */
interface FoundGroup {
  readonly fingerprint: string;
  readonly severity: string;
  readonly whole: string;
  readonly status: 'open' | 'resolved' | 'ignored';
  /** Milliseconds since 1970. */
  readonly firstSeenMs: number;
}

const findGroups = `
SELECT part.fingerprint, part.severity, whole.fingerprint AS whole, whole.status,
  (extract(epoch FROM part.first_seen) * 1000)::float8 AS "firstSeenMs"
FROM error_groups AS part
JOIN error_groups AS whole ON whole.fingerprint = coalesce(part.merged_into, part.fingerprint)
WHERE part.fingerprint = ANY ($1::varchar[])`;

/** What happened last in each group that is not open. */
function listClosed(found: readonly FoundGroup[], seen: ReadonlyMap<string, Occurrence>) {
  const closed = new Map<string, number>();
  for (const { fingerprint, whole, status } of found) {
    const lastMs = seen.get(fingerprint)?.lastMs;
    if (status === 'open' || lastMs === undefined) continue;
    closed.set(whole, Math.max(lastMs, closed.get(whole) ?? lastMs));
  }
  return [...closed].map(([fingerprint, happenedMs]) => ({ fingerprint, happenedMs }));
}

function listWorse(found: readonly FoundGroup[], seen: ReadonlyMap<string, Occurrence>) {
  return found.flatMap(({ fingerprint, severity }) => {
    const worst = seen.get(fingerprint)?.severity ?? severity;
    return severityRank(worst) > severityRank(severity) ? [{ fingerprint, severity: worst }] : [];
  });
}

function listEarlier(found: readonly FoundGroup[], seen: ReadonlyMap<string, Occurrence>) {
  return found.flatMap(({ fingerprint, firstSeenMs }) => {
    const firstMs = seen.get(fingerprint)?.firstMs ?? firstSeenMs;
    return firstMs < firstSeenMs ? [{ fingerprint, firstMs }] : [];
  });
}

async function enterNew(
  transaction: Transaction,
  found: readonly FoundGroup[],
  asked: readonly Occurrence[],
): Promise<void> {
  const known = new Set(found.map(({ fingerprint }) => fingerprint));
  const missing = asked
    .filter(({ fingerprint }) => !known.has(fingerprint))
    .slice(0, limits.errorGroupsPerTransactionMax);
  await insertGroups(transaction, readFirstErrors(missing).map(createNewGroup));
}

/**
 * The step of the drain that keeps the groups of errors: it enters new ones, and opens those again
 * that were dealt with and now have newer errors; it knows the first and the worst. Fingerprints that were open a moment ago cost
 * nothing; the others one SELECT, however many there are, and a statement for each kind of change.
 * It waits for nobody longer than a moment: what it leaves, the sweep makes up for.
 */
export function createErrorGroupsStep({ clock }: { readonly clock: Clock }): DrainStep {
  const known = createKnownGroups(clock);
  return {
    name: 'error groups',
    async run(transaction, batches) {
      const seen = readOccurrences(batches);
      const asked = [...seen.values()].filter((each) => !known.changesNothing(each));
      if (asked.length === 0) return;
      const found = await transaction.query<FoundGroup>(findGroups, [
        asked.map(({ fingerprint }) => fingerprint),
      ]);
      await lowerFirstSeen(transaction, listEarlier(found, seen));
      await reopenGroups(transaction, listClosed(found, seen));
      await raiseSeverities(transaction, listWorse(found, seen));
      await enterNew(transaction, found, asked);
      for (const group of found) {
        if (group.status === 'open') known.remember(group);
      }
    },
  };
}
