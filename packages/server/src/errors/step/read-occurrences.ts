import { errorLogs } from '@homepot/catalogue';
import { readSectionRows } from '../../drain/index.ts';
import type { Batch, Section } from '../../spool/index.ts';
import type { FirstError } from '../groups/new-group.ts';
import { severityRank } from '../groups/severity-rank.ts';

/** What a transaction stores of one fingerprint. Instants: milliseconds since 1970. */
export interface Occurrence {
  readonly fingerprint: string;
  readonly firstMs: number;
  readonly lastMs: number;
  /** The worst. */
  readonly severity: string;
  /** Where the first of them stands. */
  readonly section: Section;
}

const listSections = (batches: readonly Batch[]): readonly Section[] =>
  batches.flatMap(({ sections }) => sections.filter(({ table }) => table === errorLogs.name));

function add(before: Occurrence | undefined, next: Occurrence): Occurrence {
  if (before === undefined) return next;
  const isWorse = severityRank(next.severity) > severityRank(before.severity);
  return {
    ...(next.firstMs < before.firstMs ? next : before),
    lastMs: Math.max(before.lastMs, next.lastMs),
    severity: isWorse ? next.severity : before.severity,
  };
}

/** What a transaction of the drain stores of each fingerprint; of each row three columns are read. */
export function readOccurrences(batches: readonly Batch[]): ReadonlyMap<string, Occurrence> {
  const found = new Map<string, Occurrence>();
  for (const section of listSections(batches)) {
    for (const row of readSectionRows(section, errorLogs, [
      'fingerprint',
      'severity',
      'timestamp',
    ])) {
      const { fingerprint, severity, timestamp } = row;
      const next = { fingerprint, severity, firstMs: timestamp, lastMs: timestamp, section };
      found.set(fingerprint, add(found.get(fingerprint), next));
    }
  }
  return found;
}

const columns = [
  'fingerprint',
  'timestamp',
  'provenance',
  'category',
  'severity',
  'error_code',
  'error_message',
  'stack_trace',
] as const;

/** The first error of each of some fingerprints, with its texts. */
export function readFirstErrors(occurrences: readonly Occurrence[]): readonly FirstError[] {
  const wanted = new Map(occurrences.map((each) => [each.fingerprint, each]));
  const found: FirstError[] = [];
  for (const section of new Set(occurrences.map((each) => each.section))) {
    for (const { timestamp, ...row } of readSectionRows(section, errorLogs, columns)) {
      const occurrence = wanted.get(row.fingerprint);
      if (occurrence?.section !== section || occurrence.firstMs !== timestamp) continue;
      wanted.delete(row.fingerprint);
      found.push({ ...row, severity: occurrence.severity, happenedMs: timestamp });
    }
  }
  return found;
}
