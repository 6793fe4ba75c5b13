import { findTable } from '@homepot/catalogue';
import type { Batch, Section } from '../../spool/index.ts';
import { createTupleReader } from '../../store/index.ts';
import type { Outcome, Refusal } from './outcome.ts';

/** By table, days since 1970 of which no rows are taken any more: what there was has left the house. */
export type ClosedDays = ReadonlyMap<string, ReadonlySet<number>>;

const dayMicros = 86_400_000_000;
const code = 'past_retention';
const reason = 'the rows of this day have left the database, as the policy of the table says';

interface Parted {
  readonly section: Section;
  readonly refused: readonly Refusal[];
}

/** Tells the rows of closed days from the others, by their instants. */
function part(section: Section, closed: ReadonlySet<number>): Parted {
  const time = section.columns.indexOf(findTable(section.table)?.timeColumn ?? '');
  const tuples: Uint8Array[] = [];
  const refused: Refusal[] = [];
  for (const reader = createTupleReader(section.tuples); reader.next(); ) {
    const day = Math.floor(reader.timestamp(time) / dayMicros);
    const tuple = reader.tuple();
    if (closed.has(day)) refused.push({ section, tuple, rowCount: 1, code, reason });
    else tuples.push(tuple);
  }
  const days = section.days.filter((day) => !closed.has(day));
  return {
    section: { ...section, days, rowCount: tuples.length, tuples: Buffer.concat(tuples) },
    refused,
  };
}

/** Batches without the rows of closed days, and these rows. */
interface Open {
  readonly batches: readonly Batch[];
  readonly given: readonly Batch[];
  readonly refused: readonly (readonly Refusal[])[];
}

function open(batch: Batch, closed: ClosedDays): readonly [Batch, readonly Refusal[]] {
  const refused: Refusal[] = [];
  const sections = batch.sections.flatMap((section) => {
    const days = closed.get(section.table);
    if (days === undefined || !section.days.some((day) => days.has(day))) return [section];
    const parted = part(section, days);
    refused.push(...parted.refused);
    return parted.section.rowCount === 0 ? [] : [parted.section];
  });
  return refused.length === 0 ? [batch, []] : [{ ...batch, sections }, refused];
}

/** Takes the rows of closed days out of batches, before they are stored. */
export function takeOutClosed(given: readonly Batch[], closed: ClosedDays): Open {
  if (closed.size === 0) return { batches: given, given, refused: [] };
  const opened = given.map((batch) => open(batch, closed));
  return {
    given,
    batches: opened.map(([batch]) => batch),
    refused: opened.map(([, refused]) => refused),
  };
}

/** Adds these rows to what was refused, but for batches that were stored before. */
export function putBackClosed(
  { given, refused }: Open,
  outcomes: readonly Outcome[],
): readonly Outcome[] {
  if (refused.length === 0) return outcomes;
  return outcomes.map((outcome, i) => {
    const more = outcome.duplicate ? [] : (refused[i] ?? []);
    return {
      ...outcome,
      batch: given[i] ?? outcome.batch,
      refused: [...outcome.refused, ...more],
    };
  });
}
