import type { AnswerOf, rotateNotifierSecret as rotateRoute } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { lockNotifier } from './lock-notifier.ts';
import { createWebhookSecret } from './new-secret.ts';
import type { StoredNotifier } from './notifier.ts';
import { notifierColumns, notifierNotFound, secretOwner, toNotifier } from './notifier.ts';

/** Gives a webhook another secret; the old one signs too until the overlap is over. */
export async function rotateSecret(
  { database, clock, secretBox }: NotifyDependencies,
  id: number,
  overlapSeconds: number,
  actor: Actor,
): Promise<AnswerOf<typeof rotateRoute>> {
  const atMs = clock.nowMs();
  const at = new Date(atMs).toISOString();
  const secret = createWebhookSecret();
  return database.transaction(async (transaction) => {
    const { kind, name } = await lockNotifier(transaction, id);
    if (kind !== 'webhook') {
      throw new HomepotError('notifier_unusable', {
        message: `A notifier of kind ${kind} signs nothing`,
      });
    }
    const until =
      overlapSeconds === 0 ? null : new Date(atMs + overlapSeconds * 1_000).toISOString();
    const [stored] = await transaction.query<StoredNotifier>(
      `UPDATE notifiers n SET secret = $2, updated_at = $4, previous_secret_until = $3,
         previous_secret = CASE WHEN $3::timestamptz IS NULL THEN NULL ELSE secret END
       WHERE id = $1 RETURNING ${notifierColumns}`,
      [id, secretBox.seal(secret, secretOwner(id)), until, at],
    );
    if (stored === undefined) throw notifierNotFound();
    await appendAudit(transaction, {
      atMs,
      eventType: 'notifier_secret_rotated',
      description: `The secret of notifier ${name} was replaced`,
      newValues: { previous_secret_until: until },
      ...auditedActor(actor, { id }),
    });
    return { ...toNotifier(stored, atMs), secret };
  });
}
