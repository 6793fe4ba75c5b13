import type { AnswerOf, ErrorGroupStatus, updateErrorGroup } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';

/** A group as it is answered after a change. */
export type ChangedGroup = AnswerOf<typeof updateErrorGroup>;

/** What people change of a group. */
export interface StoredGroup {
  readonly fingerprint: string;
  readonly title: string;
  readonly own_title: string | null;
  readonly status: ErrorGroupStatus;
  readonly resolved_at: string | null;
  readonly resolved_by: string | null;
  readonly ignored_until: string | null;
  readonly notes: string | null;
  readonly merged_into: string | null;
}

const columns = `fingerprint, title, own_title, status, resolved_at, resolved_by, ignored_until,
  notes, merged_into`;

export const groupNotFound = (): HomepotError =>
  new HomepotError('not_found', { message: 'There is no such group of errors' });

const findWholes = `
SELECT DISTINCT coalesce(merged_into, fingerprint) AS fingerprint FROM error_groups
WHERE fingerprint = ANY ($1::varchar[])`;

const holdGroups = `
SELECT ${columns} FROM error_groups
WHERE fingerprint = ANY ($1::varchar[]) OR merged_into = ANY ($1::varchar[])
ORDER BY fingerprint FOR UPDATE`;

/**
 * Holds the groups that these fingerprints are of, with all their parts, in the order of their
 * fingerprints, until the transaction ends. Somebody may merge them while they are waited for; what is
 * answered is how they are once they are held. Throws not_found where one of them is unknown.
 */
export async function holdWholes(
  transaction: Transaction,
  fingerprints: readonly string[],
): Promise<readonly StoredGroup[]> {
  // Groups are merged and taken apart one change after another, so that what is found here holds.
  await transaction.query('LOCK TABLE error_group_splits IN SHARE ROW EXCLUSIVE MODE');
  const wholes = await transaction.query<{ fingerprint: string }>(findWholes, [fingerprints]);
  const held = await transaction.query<StoredGroup>(holdGroups, [
    wholes.map(({ fingerprint }) => fingerprint),
  ]);
  const known = new Set(held.map(({ fingerprint }) => fingerprint));
  if (!fingerprints.every((fingerprint) => known.has(fingerprint))) throw groupNotFound();
  return held;
}

/** The group, of those that are held, that a fingerprint is of. Throws not_found. */
export function wholeOf(held: readonly StoredGroup[], fingerprint: string): StoredGroup {
  const part = held.find((each) => each.fingerprint === fingerprint);
  const whole = held.find((each) => each.fingerprint === (part?.merged_into ?? fingerprint));
  if (whole === undefined) throw groupNotFound();
  return whole;
}

/** The fingerprints of a group, its own first. */
export const partsOf = (held: readonly StoredGroup[], { fingerprint }: StoredGroup) => [
  fingerprint,
  ...held.filter((each) => each.merged_into === fingerprint).map((each) => each.fingerprint),
];

export function showChanged(group: StoredGroup, parts: readonly string[]): ChangedGroup {
  const { fingerprint, status, resolved_at, resolved_by, ignored_until, notes } = group;
  const title = group.own_title ?? group.title;
  const shown = { fingerprint, title, status, resolved_at, resolved_by, ignored_until, notes };
  return { ...shown, parts: parts.filter((part) => part !== fingerprint) };
}
