import type { GatheredSet, Group } from './cell-set.ts';
import { compareGroups } from './gather-cells.ts';
import { createValueStatistics, mergeValueStatistics } from './value-statistics.ts';

/** The groups of a set added up by their first names alone. The set must be whole. */
export function coarsenGroups({ groups }: GatheredSet, depth: number): GatheredSet {
  const coarse = new Map<string, Group>();
  for (const group of groups) {
    const names = group.names.slice(0, depth);
    const key = JSON.stringify(names);
    const into = coarse.get(key) ?? { names, bucket: '', statistics: createValueStatistics() };
    coarse.set(key, into);
    mergeValueStatistics(into.statistics, group.statistics);
  }
  return { groupCount: coarse.size, groups: [...coarse.values()].sort(compareGroups) };
}

/** Whether a set holds every group that there is. */
export const isWhole = ({ groups, groupCount }: GatheredSet): boolean =>
  groups.length === groupCount;
