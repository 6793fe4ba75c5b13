import { createBoundedMap } from '../../auth/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import { severityRank } from '../groups/severity-rank.ts';
import type { Occurrence } from './read-occurrences.ts';

/** Groups that were open when the database was last asked. */
export interface KnownGroups {
  /** Whether an occurrence changes nothing about its group, as far as is known. */
  changesNothing(occurrence: Occurrence): boolean;
  /** Remembers a group that was read as open. */
  remember(group: ReadGroup): void;
}

/** What was read of a group. */
interface ReadGroup {
  readonly fingerprint: string;
  readonly severity: string;
  /** When its first error happened, milliseconds since 1970. */
  readonly firstSeenMs: number;
}

interface Known {
  readonly rank: number;
  readonly firstSeenMs: number;
  readonly untilMs: number;
}

/** Creates a memory of `errorGroupsKnownMax` groups; what was read longest ago is forgotten first. */
export function createKnownGroups(clock: Clock): KnownGroups {
  const known = createBoundedMap<Known>(limits.errorGroupsKnownMax);
  return {
    changesNothing({ fingerprint, severity, firstMs }) {
      const group = known.get(fingerprint);
      if (group === undefined || firstMs < group.firstSeenMs) return false;
      return clock.monotonicMs() < group.untilMs && severityRank(severity) <= group.rank;
    },
    remember({ fingerprint, severity, firstSeenMs }) {
      known.set(fingerprint, {
        rank: severityRank(severity),
        firstSeenMs,
        untilMs: clock.monotonicMs() + limits.errorGroupsKnownMilliseconds,
      });
    },
  };
}
