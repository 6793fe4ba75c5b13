import type { Section } from '../../spool/index.ts';
import type { Transaction } from '../../store/index.ts';

/** The tuples of a section are not as many as it says. */
export class RowCountError extends Error {}

/** Sections that one COPY can take: the same table and columns. */
export function groupSections(sections: readonly Section[]): readonly (readonly Section[])[] {
  const groups = new Map<string, Section[]>();
  for (const section of sections) {
    const name = `${section.table} ${section.columns.join()}`;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [section]);
    else group.push(section);
  }
  return [...groups.values()];
}

/** Copies sections of the same table and columns. */
export async function copyGroup(
  transaction: Transaction,
  group: readonly Section[],
): Promise<void> {
  const [first] = group;
  if (first === undefined) return;
  const expected = group.reduce((sum, { rowCount }) => sum + rowCount, 0);
  const copied = await transaction.copy(
    first.table,
    first.columns,
    group.map(({ tuples }) => tuples),
  );
  // The accounts and the quarantine rely on the count that the door wrote into the spool.
  if (copied !== expected) {
    throw new RowCountError(
      `${first.table}: ${copied} rows were copied where ${expected} were said`,
    );
  }
}
