import type { RollupInterval } from '@homepot/catalogue';
import { provenances } from '@homepot/catalogue';
import { addEncodedHistograms } from '../../../drain/index.ts';
import { limits } from '../../../kernel/index.ts';
import type { Reader } from '../../run-read.ts';
import { base64Bytes } from './base64-bytes.ts';
import type { CellSet, GatheredSet, Group } from './cell-set.ts';
import type { Cell, CellRequest } from './read-cells.ts';
import { beginCells, maskOf, readCells } from './read-cells.ts';
import { readLargest } from './read-largest.ts';
import { rollupParts } from './rollup-rows.ts';
import type { ValueStatistics } from './value-statistics.ts';
import { createValueStatistics } from './value-statistics.ts';

/** The groups of one set while they are gathered. */
interface Gathering {
  readonly set: CellSet;
  readonly groups: Map<string, Group>;
  /** The names that are kept, once there were too many groups for all of them. */
  kept: ReadonlySet<string> | undefined;
  groupCount: number | undefined;
}

/** Everything that was gathered. */
export interface Gathered {
  /** In the order of the sets that were asked for. */
  readonly sets: readonly GatheredSet[];
  /** How many source rows of each provenance, where that was asked for. */
  readonly provenance: ReadonlyMap<string, number>;
}

const namesKey = (names: readonly unknown[]): string => JSON.stringify(names);

function addCell(into: ValueStatistics, cell: Cell): void {
  into.count += cell.count;
  into.measured += cell.measured;
  into.sum += cell.sum ?? 0;
  if (cell.minimum !== null) into.minimum = Math.min(into.minimum, cell.minimum);
  if (cell.maximum !== null) into.maximum = Math.max(into.maximum, cell.maximum);
  if (cell.ended !== null) {
    into.countsByEnd.set(cell.ended, (into.countsByEnd.get(cell.ended) ?? 0) + cell.count);
  }
  addEncodedHistograms(into.histogram, base64Bytes(cell.histograms));
}

function addToGroup({ set, groups, kept }: Gathering, cell: Cell): void {
  const names = set.names.map((name) => String(cell[name]));
  const key = namesKey(names);
  if (kept !== undefined && !kept.has(key)) return;
  const bucket = set.series === undefined ? '' : (cell.series_bucket ?? '');
  const known = groups.get(bucket + key);
  const group = known ?? { names, bucket, statistics: createValueStatistics() };
  if (known === undefined) groups.set(bucket + key, group);
  addCell(group.statistics, cell);
}

/** Where there are more groups than memory is meant for, only the largest are gathered on. */
async function keepLargest(reader: Reader, request: CellRequest, into: Gathering): Promise<void> {
  const { set, groups } = into;
  if (groups.size <= limits.metricGroupsGatheredMax) return;
  if (into.kept !== undefined || set.series !== undefined) return;
  const largest = await readLargest(reader, request, set.names, limits.metricGroupsMax);
  const kept = new Set(largest.groups.map(({ names }) => namesKey(names)));
  into.kept = kept;
  into.groupCount = largest.groupCount;
  for (const key of groups.keys()) if (!kept.has(key)) groups.delete(key);
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function compareNames(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((name, i) => name !== b[i]);
  return at < 0 ? 0 : compareTexts(a[at] ?? '', b[at] ?? '');
}

/** Series in the order of time, others the largest first. */
export function compareGroups(a: Group, b: Group): number {
  return (
    compareTexts(a.bucket, b.bucket) ||
    (a.bucket === '' ? b.statistics.count - a.statistics.count : 0) ||
    compareNames(a.names, b.names)
  );
}

function finish({ groups, groupCount }: Gathering): GatheredSet {
  return {
    groupCount: groupCount ?? groups.size,
    groups: [...groups.values()].sort(compareGroups),
  };
}

/** All sets while they are gathered. */
interface AllGatherings {
  readonly bySet: readonly Gathering[];
  readonly byMask: ReadonlyMap<number, Gathering>;
  readonly byOrigin: boolean;
  readonly origins: Map<string, number>;
}

function beginGathering(request: CellRequest): AllGatherings {
  const bySet = request.sets.map(
    (set): Gathering => ({ set, groups: new Map(), kept: undefined, groupCount: undefined }),
  );
  const byMask = new Map(bySet.map((each) => [maskOf(request, each.set), each]));
  return { bySet, byMask, byOrigin: request.byOrigin ?? false, origins: new Map() };
}

function addAll({ bySet, byMask, origins, byOrigin }: AllGatherings, cells: readonly Cell[]): void {
  for (const cell of cells) {
    const gathering = byMask.get(cell.mask);
    if (gathering === undefined) continue;
    addToGroup(gathering, cell);
    // Every set holds every row, so one of them tells the origins.
    if (!byOrigin || gathering !== bySet[0]) continue;
    for (const name of provenances) {
      origins.set(name, (origins.get(name) ?? 0) + Number(cell[`of_${name}`]));
    }
  }
}

/**
 * Adds up the rows of a rollup by several sets of dimensions at once; percentiles come from the merged
 * histograms. Buckets that are read are at most `longest`.
 */
export async function gatherCells(
  reader: Reader,
  request: CellRequest,
  longest: RollupInterval,
): Promise<Gathered> {
  const all = beginGathering(request);
  const begun = rollupParts(request, longest).map((part) => beginCells(reader, request, part));
  for (const part of await Promise.all(begun)) {
    for await (const cells of readCells(reader, request, part)) {
      addAll(all, cells);
      for (const gathering of all.bySet) await keepLargest(reader, request, gathering);
    }
  }
  return { sets: all.bySet.map(finish), provenance: all.origins };
}
