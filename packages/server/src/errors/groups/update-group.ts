import { isDeepStrictEqual } from 'node:util';
import type { BodyOf, Json, updateErrorGroup } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { ErrorsDependencies } from '../errors-dependencies.ts';
import type { ChangedGroup, StoredGroup } from './stored-group.ts';
import { holdWholes, partsOf, showChanged, wholeOf } from './stored-group.ts';

type Change = BodyOf<typeof updateErrorGroup>;

const writeText = `
UPDATE error_groups SET own_title = $2, status = $3, resolved_at = $4, resolved_by = $5,
  ignored_until = $6, notes = $7, updated_at = $8 WHERE fingerprint = $1`;

const changeable = [
  'own_title',
  'status',
  'resolved_at',
  'resolved_by',
  'ignored_until',
  'notes',
] as const;

/** As the store writes instants: six decimals. */
const writeInstant = (ms: number): string => new Date(ms).toISOString().replace('Z', '000Z');

function readUntil(change: Change, nowMs: number): string | null {
  if (change.ignored_until == null) return null;
  const untilMs = Date.parse(change.ignored_until);
  const told = (message: string) =>
    new HomepotError('parameter_invalid', { path: 'body.ignored_until', message });
  if (change.status !== 'ignored') throw told('`ignored_until` needs the status `ignored`');
  if (Number.isNaN(untilMs) || untilMs > 253_402_300_799_000) {
    throw told('`ignored_until` is no instant in ISO 8601');
  }
  if (untilMs <= nowMs) throw told('`ignored_until` lies in the past');
  return writeInstant(untilMs);
}

function applyStatus(
  before: StoredGroup,
  change: Change,
  nowMs: number,
  actor: Actor,
): Pick<StoredGroup, 'status' | 'resolved_at' | 'resolved_by' | 'ignored_until'> {
  const ignored_until = readUntil(change, nowMs);
  switch (change.status) {
    case undefined:
      return before;
    case 'resolved':
      return {
        status: 'resolved',
        resolved_at: writeInstant(nowMs),
        resolved_by: actor.username ?? null,
        ignored_until: null,
      };
    case 'ignored':
      return { status: 'ignored', resolved_at: null, resolved_by: null, ignored_until };
    case 'open':
      return { status: 'open', resolved_at: null, resolved_by: null, ignored_until: null };
  }
}

const verbs = { open: 'reopened', resolved: 'resolved', ignored: 'ignored' } as const;

async function audit(
  transaction: Transaction,
  before: StoredGroup,
  after: StoredGroup,
  atMs: number,
  actor: Actor,
): Promise<void> {
  const changed = changeable.filter((name) => before[name] !== after[name]);
  const pick = (group: StoredGroup): Json =>
    Object.fromEntries(changed.map((name) => [name, group[name]]));
  const verb = changed.includes('status') ? verbs[after.status] : 'changed';
  await appendAudit(transaction, {
    atMs,
    eventType: `error_group_${verb}`,
    description: `The group of errors ${after.fingerprint} was ${verb}`,
    oldValues: pick(before),
    newValues: pick(after),
    ...auditedActor(actor, { fingerprint: after.fingerprint }),
  });
}

/** Changes the group that a fingerprint is of. Throws not_found and parameter_invalid. */
export function updateGroup(
  { database, clock }: ErrorsDependencies,
  fingerprint: string,
  change: Change,
  actor: Actor,
): Promise<ChangedGroup> {
  return database.transaction(async (transaction) => {
    const held = await holdWholes(transaction, [fingerprint]);
    const before = wholeOf(held, fingerprint);
    const atMs = clock.nowMs();
    const after: StoredGroup = {
      ...before,
      ...applyStatus(before, change, atMs, actor),
      ...(change.notes === undefined ? {} : { notes: change.notes }),
      ...(change.title === undefined ? {} : { own_title: change.title }),
    };
    const parts = partsOf(held, before);
    if (isDeepStrictEqual(before, after)) return showChanged(before, parts);
    await transaction.query(writeText, [
      after.fingerprint,
      ...changeable.map((name) => after[name]),
      writeInstant(atMs),
    ]);
    await audit(transaction, before, after, atMs, actor);
    return showChanged(after, parts);
  });
}
