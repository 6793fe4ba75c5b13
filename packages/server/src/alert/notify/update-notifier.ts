import { isDeepStrictEqual } from 'node:util';
import type { BodyOf, updateNotifier as updateRoute } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Transaction } from '../../store/index.ts';
import { auditedNotifier } from './audited-notifier.ts';
import { cancelWaiting } from './cancel-waiting.ts';
import { checkConfiguration } from './check-configuration.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { lockNotifier } from './lock-notifier.ts';
import type { Notifier, StoredNotifier } from './notifier.ts';
import { notifierColumns, notifierNotFound, toNotifier } from './notifier.ts';
import { tellNameTaken } from './tell-name-taken.ts';

type Change = BodyOf<typeof updateRoute>;

/** What is to be told, checked before any lock is taken: looking a name up takes its time. */
async function checkChange(deps: NotifyDependencies, id: number, { configuration }: Change) {
  if (configuration === undefined) return undefined;
  const [row] = await deps.database.query<Pick<StoredNotifier, 'kind'>>(
    'SELECT kind FROM notifiers WHERE id = $1 AND removed_at IS NULL',
    [id],
  );
  if (row === undefined) throw notifierNotFound();
  return checkConfiguration(deps, row.kind, configuration);
}

async function write(
  transaction: Transaction,
  after: StoredNotifier,
  at: string,
): Promise<StoredNotifier> {
  const [stored] = await transaction.query<StoredNotifier>(
    `UPDATE notifiers n SET name = $2, configuration = $3, enabled = $4,
       disabled_reason = $5, updated_at = $6, paused_until = NULL
     WHERE id = $1 RETURNING ${notifierColumns}`,
    [
      after.id,
      after.name,
      JSON.stringify(after.configuration),
      after.enabled,
      after.disabled_reason,
      at,
    ],
  );
  if (stored === undefined) throw notifierNotFound();
  return stored;
}

/**
 * Changes a notifier. Switched off, it drops what waits for it; switched on again, it begins with
 * what happens from then on.
 */
export async function updateNotifier(
  deps: NotifyDependencies,
  id: number,
  change: Change,
  actor: Actor,
): Promise<Notifier> {
  const configuration = await checkChange(deps, id, change);
  const atMs = deps.clock.nowMs();
  const at = new Date(atMs).toISOString();
  const run = deps.database.transaction(async (transaction) => {
    const before = await lockNotifier(transaction, id);
    const { name = before.name, enabled = before.enabled } = change;
    const disabled_reason = enabled ? null : before.disabled_reason;
    const wanted = { ...before, name, enabled, disabled_reason };
    const after = { ...wanted, configuration: configuration ?? before.configuration };
    if (isDeepStrictEqual(before, after)) return toNotifier(before, atMs);
    const stored = await write(transaction, after, at);
    if (before.enabled !== after.enabled) {
      await cancelWaiting(transaction, id, at, 'The notifier was switched off');
    }
    await appendAudit(transaction, {
      atMs,
      eventType: 'notifier_updated',
      description: `Notifier ${after.name} was changed`,
      oldValues: auditedNotifier(before),
      newValues: auditedNotifier(after),
      ...auditedActor(actor, { id }),
    });
    return toNotifier(stored, atMs);
  });
  return tellNameTaken(run);
}
