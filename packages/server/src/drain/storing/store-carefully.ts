import type { Batch, Section } from '../../spool/index.ts';
import type { Transaction } from '../../store/index.ts';
import { createTupleReader } from '../../store/index.ts';
import { correctRowCount, insertBatchIds } from './batch-ids.ts';
import type { Bisection } from './bisect.ts';
import { bisect } from './bisect.ts';
import { copyGroup, groupSections } from './copy-sections.ts';
import type { Outcome, Refusal } from './outcome.ts';
import { countRows } from './outcome.ts';
import { describeRefusal, isGone, isRefusal } from './refusal.ts';

/** What is found out about one batch while it is stored. */
interface Finding {
  readonly batch: Batch;
  /** Whether PostgreSQL took its id. */
  entered: boolean;
  duplicate: boolean;
  stored: Section[];
  readonly refused: Refusal[];
}

/** The tuples of a section, or undefined where its bytes are not as many tuples as it says. */
function listTuples({ tuples, rowCount }: Section): readonly Uint8Array[] | undefined {
  const list: Uint8Array[] = [];
  try {
    for (const reader = createTupleReader(tuples); reader.next(); ) list.push(reader.tuple());
  } catch {
    return undefined;
  }
  return list.length === rowCount ? list : undefined;
}

/** The section with only some of its tuples. */
function sectionOf(section: Section, tuples: readonly Uint8Array[]): Section {
  return { ...section, rowCount: tuples.length, tuples: Buffer.concat(tuples) };
}

function refuseTuple(section: Section, tuple: Uint8Array, error: unknown): Refusal {
  return { section, tuple, rowCount: 1, ...describeRefusal(error) };
}

/** Each row by itself; where rows cannot be told apart, all bytes as one record. */
function refuseSection(section: Section, error: unknown): readonly Refusal[] {
  const tuples = listTuples(section);
  if (tuples !== undefined) return tuples.map((tuple) => refuseTuple(section, tuple, error));
  const { tuples: tuple, rowCount } = section;
  return [{ section, tuple, rowCount, ...describeRefusal(error) }];
}

type Judge = Pick<Bisection<unknown>, 'isRefusal' | 'refusesAll'>;

/** Copies what can be copied of one section: tuple by tuple in the end. */
async function copyTuples(
  transaction: Transaction,
  section: Section,
  tuples: readonly Uint8Array[],
  judge: Judge,
  finding: Finding,
): Promise<void> {
  const refused = new Set<Uint8Array>();
  await bisect(transaction, tuples, {
    ...judge,
    attempt: (part) => copyGroup(transaction, [sectionOf(section, part)]),
    refuse(tuple, error) {
      refused.add(tuple);
      finding.refused.push(refuseTuple(section, tuple, error));
    },
  });
  const kept = tuples.filter((tuple) => !refused.has(tuple));
  finding.stored = finding.stored.flatMap((stored) => {
    if (stored !== section) return [stored];
    return kept.length === 0 ? [] : [sectionOf(section, kept)];
  });
}

async function copyFound(
  transaction: Transaction,
  findings: readonly Finding[],
  judge: Judge,
): Promise<void> {
  const owners = new Map<Section, Finding>();
  for (const finding of findings) {
    for (const section of finding.stored) owners.set(section, finding);
  }
  for (const group of groupSections([...owners.keys()])) {
    await bisect(transaction, group, {
      ...judge,
      attempt: (sections) => copyGroup(transaction, sections),
      async refuse(section, error) {
        const finding = owners.get(section);
        if (finding === undefined) return;
        const tuples = isGone(error) ? undefined : listTuples(section);
        if (tuples !== undefined) {
          await copyTuples(transaction, section, tuples, judge, finding);
          return;
        }
        finding.stored = finding.stored.filter((stored) => stored !== section);
        finding.refused.push(...refuseSection(section, error));
      },
    });
  }
}

async function enterIds(
  transaction: Transaction,
  findings: readonly Finding[],
  judge: Judge,
): Promise<void> {
  await bisect(transaction, findings, {
    ...judge,
    async attempt(part) {
      const fresh = await insertBatchIds(
        transaction,
        part.map(({ batch }) => batch),
      );
      for (const [i, finding] of part.entries()) finding.duplicate = fresh[i] !== true;
    },
    refuse(finding, error) {
      finding.entered = false;
      finding.refused.push(
        ...finding.batch.sections.flatMap((section) => refuseSection(section, error)),
      );
    },
  });
  for (const finding of findings) {
    const stays = finding.entered && !finding.duplicate;
    finding.stored = stays ? [...finding.batch.sections] : [];
  }
}

/**
 * Stores the rows of batches, but for those that PostgreSQL refuses: batches are halved until the
 * one at fault is alone, then its rows. Slow where rows are refused, as fast as `storeBatches`
 * where none is. A table or column that is gone refuses all rows meant for it.
 */
export async function storeCarefully(
  transaction: Transaction,
  batches: readonly Batch[],
  partitionsGivenUp: boolean,
): Promise<readonly Outcome[]> {
  const judge: Judge = {
    isRefusal: (error) => isRefusal(error, partitionsGivenUp),
    refusesAll: isGone,
  };
  const findings: readonly Finding[] = batches.map((batch) => ({
    batch,
    entered: true,
    duplicate: false,
    stored: [],
    refused: [],
  }));
  await enterIds(transaction, findings, judge);
  await copyFound(transaction, findings, judge);
  for (const { batch, entered, stored, refused } of findings) {
    if (entered && refused.length > 0) await correctRowCount(transaction, batch, countRows(stored));
  }
  return findings;
}
