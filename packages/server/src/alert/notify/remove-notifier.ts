import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { auditedNotifier } from './audited-notifier.ts';
import { cancelWaiting } from './cancel-waiting.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { lockNotifier } from './lock-notifier.ts';

/** Removes a notifier and its secrets. Its row stays, for the log of what it delivered. */
export async function removeNotifier(
  { database, clock }: NotifyDependencies,
  id: number,
  actor: Actor,
): Promise<void> {
  const atMs = clock.nowMs();
  const at = new Date(atMs).toISOString();
  await database.transaction(async (transaction) => {
    const notifier = await lockNotifier(transaction, id);
    await transaction.query(
      `UPDATE notifiers SET removed_at = $2, updated_at = $2, enabled = false, secret = NULL,
         previous_secret = NULL, previous_secret_until = NULL, configuration = '{}'
       WHERE id = $1`,
      [id, at],
    );
    await cancelWaiting(transaction, id, at, 'The notifier was removed');
    await appendAudit(transaction, {
      atMs,
      eventType: 'notifier_removed',
      description: `Notifier ${notifier.name} was removed`,
      oldValues: auditedNotifier(notifier),
      ...auditedActor(actor, { id }),
    });
  });
}
