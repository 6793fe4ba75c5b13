import type {
  AnswerOf,
  BodyOf,
  createNotifier as createRoute,
  rotateNotifierSecret as rotateRoute,
  updateNotifier as updateRoute,
} from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import type { Page, PageRequest } from '../../kernel/index.ts';
import { limits, readCursor, toPage } from '../../kernel/index.ts';
import { createNotifier } from './create-notifier.ts';
import type { Delivery } from './deliveries.ts';
import type { NotifyDependencies } from './dependencies.ts';
import type { Notifier, StoredNotifier } from './notifier.ts';
import { notifierColumns, notifierNotFound, toNotifier } from './notifier.ts';
import { removeNotifier } from './remove-notifier.ts';
import { rotateSecret } from './rotate-secret.ts';
import { testNotifier } from './test-notifier.ts';
import { updateNotifier } from './update-notifier.ts';

/** Who is told, and how. Every change is audited. Each throws not_found for an unknown id. */
export interface Notifiers {
  list(page: PageRequest): Promise<Page<Notifier>>;
  read(id: number): Promise<Notifier>;
  /** Throws conflict, parameter_invalid, address_refused and notifier_unusable. */
  create(given: BodyOf<typeof createRoute>, actor: Actor): Promise<AnswerOf<typeof createRoute>>;
  update(id: number, change: BodyOf<typeof updateRoute>, actor: Actor): Promise<Notifier>;
  remove(id: number, actor: Actor): Promise<void>;
  /** Throws notifier_unusable for a notifier that signs nothing. */
  rotateSecret(
    id: number,
    overlapSeconds: number,
    actor: Actor,
  ): Promise<AnswerOf<typeof rotateRoute>>;
  /** Sends a message now, once, and tells how it went. */
  test(id: number, actor: Actor): Promise<Delivery>;
}

const pageOfNotifiers = `SELECT ${notifierColumns} FROM notifiers n
WHERE n.id > $1 AND n.removed_at IS NULL ORDER BY n.id LIMIT $2`;

export function createNotifiers(deps: NotifyDependencies): Notifiers {
  const { database, clock } = deps;
  const show = (notifier: StoredNotifier) => toNotifier(notifier, clock.nowMs());
  return {
    async list({ limit = limits.listRowsDefault, cursor }) {
      const values = [readCursor(cursor), limit + 1];
      return toPage(await database.query<StoredNotifier>(pageOfNotifiers, values), limit, show);
    },
    async read(id) {
      const [notifier] = await database.query<StoredNotifier>(
        `SELECT ${notifierColumns} FROM notifiers n WHERE n.id = $1 AND n.removed_at IS NULL`,
        [id],
      );
      if (notifier === undefined) throw notifierNotFound();
      return show(notifier);
    },
    create: (given, actor) => createNotifier(deps, given, actor),
    update: (id, change, actor) => updateNotifier(deps, id, change, actor),
    remove: (id, actor) => removeNotifier(deps, id, actor),
    rotateSecret: (id, overlapSeconds, actor) => rotateSecret(deps, id, overlapSeconds, actor),
    test: (id, actor) => testNotifier(deps, id, actor),
  };
}
