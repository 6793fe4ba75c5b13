import type { AnswerOf, BodyOf, createNotifier as createRoute } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import { auditedNotifier } from './audited-notifier.ts';
import { checkConfiguration } from './check-configuration.ts';
import type { NotifyDependencies } from './dependencies.ts';
import { createWebhookSecret } from './new-secret.ts';
import type { StoredNotifier } from './notifier.ts';
import { notifierColumns, secretOwner, toNotifier } from './notifier.ts';
import { tellNameTaken } from './tell-name-taken.ts';

async function requireRoom(transaction: Transaction): Promise<void> {
  const [row] = await transaction.query<{ count: number }>(
    'SELECT count(*) AS count FROM notifiers WHERE removed_at IS NULL',
  );
  if ((row?.count ?? 0) < limits.notifiersMax) return;
  throw new HomepotError('notifier_unusable', {
    message: `There are ${limits.notifiersMax} notifiers already; remove one first`,
  });
}

async function insert(
  { clock, secretBox }: NotifyDependencies,
  transaction: Transaction,
  given: Pick<StoredNotifier, 'name' | 'kind' | 'configuration' | 'enabled'>,
  secret: string | null,
): Promise<StoredNotifier> {
  const at = new Date(clock.nowMs()).toISOString();
  const [notifier] = await transaction.query<StoredNotifier>(
    `INSERT INTO notifiers AS n (name, kind, configuration, enabled, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $5) RETURNING ${notifierColumns}`,
    [given.name, given.kind, JSON.stringify(given.configuration), given.enabled, at],
  );
  if (notifier === undefined) throw new Error('INSERT INTO notifiers returned no row');
  if (secret === null) return notifier;
  const box = secretBox.seal(secret, secretOwner(notifier.id));
  await transaction.query('UPDATE notifiers SET secret = $2 WHERE id = $1', [notifier.id, box]);
  return { ...notifier, secret: box };
}

/** Makes a notifier; a webhook gets a secret, which only this answer holds. */
export async function createNotifier(
  deps: NotifyDependencies,
  { name, kind, configuration = {}, enabled = true }: BodyOf<typeof createRoute>,
  actor: Actor,
): Promise<AnswerOf<typeof createRoute>> {
  const checked = await checkConfiguration(deps, kind, configuration);
  const secret = kind === 'webhook' ? createWebhookSecret() : null;
  const atMs = deps.clock.nowMs();
  const run = deps.database.transaction(async (transaction) => {
    await requireRoom(transaction);
    const given = { name, kind, configuration: checked, enabled };
    const notifier = await insert(deps, transaction, given, secret);
    await appendAudit(transaction, {
      atMs,
      eventType: 'notifier_created',
      description: `Notifier ${name} was created`,
      newValues: auditedNotifier(given),
      ...auditedActor(actor, { id: notifier.id }),
    });
    return { ...toNotifier(notifier, atMs), secret };
  });
  return tellNameTaken(run);
}
