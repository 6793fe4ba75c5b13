import { createBoundedMap } from '../../auth/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';
import { severityRank } from '../groups/severity-rank.ts';
import type { Occurrence } from './read-occurrences.ts';

/** Groups that were open when the database was last asked. */
export interface KnownGroups {
  /** Whether an occurrence changes nothing about its group, as far as is known. */
  changesNothing(occurrence: Occurrence): boolean;
  /** Remembers a group that was read as open, with its severity. */
  remember(fingerprint: string, severity: string): void;
}

interface Known {
  readonly rank: number;
  readonly untilMs: number;
}

/** Creates a memory of `errorGroupsKnownMax` groups; what was read longest ago is forgotten first. */
export function createKnownGroups(clock: Clock): KnownGroups {
  const known = createBoundedMap<Known>(limits.errorGroupsKnownMax);
  return {
    changesNothing({ fingerprint, severity }) {
      const group = known.get(fingerprint);
      if (group === undefined) return false;
      return clock.monotonicMs() < group.untilMs && severityRank(severity) <= group.rank;
    },
    remember(fingerprint, severity) {
      known.set(fingerprint, {
        rank: severityRank(severity),
        untilMs: clock.monotonicMs() + limits.errorGroupsKnownMilliseconds,
      });
    },
  };
}
