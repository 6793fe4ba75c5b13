import type { AnswerOf, BodyOf, createRetentionHold as createRoute } from '@homepot/catalogue';
import { findPolicyStory } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import { reopenKept } from '../policies/reopen-kept.ts';
import type { RetentionDependencies } from '../retention-dependencies.ts';
import type { Hold } from './hold.ts';
import { readHolds } from './hold.ts';

export type ShownHold = AnswerOf<typeof createRoute>;

/** What is kept whatever the policies say. Every change is audited. */
export interface Holds {
  list(): Promise<readonly ShownHold[]>;
  /** Throws parameter_invalid, range_invalid; conflict where there are too many. */
  create(given: BodyOf<typeof createRoute>, actor: Actor): Promise<ShownHold>;
  /** Throws not_found. */
  release(id: number, actor: Actor): Promise<void>;
}

const instantOf = (ms: number): string | null =>
  Number.isFinite(ms) ? new Date(ms).toISOString() : null;

/** A hold as answers tell it. */
export const showHold = (hold: Hold): ShownHold => ({
  id: hold.id,
  table: hold.table,
  from: instantOf(hold.fromMs),
  until: instantOf(hold.untilMs),
  reason: hold.reason,
  created_by: hold.createdBy,
  created_at: hold.createdAt,
});

function readInstant(name: 'from' | 'until', text: string | undefined): string | null {
  if (text === undefined) return null;
  const ms = Date.parse(text);
  if (!Number.isNaN(ms) && /^\d{4}-\d\d-\d\d/.test(text)) return new Date(ms).toISOString();
  throw new HomepotError('parameter_invalid', {
    path: `body.${name}`,
    message: 'must be an instant as ISO 8601, e.g. 2026-01-31T00:00:00Z',
  });
}

function readSpan(given: BodyOf<typeof createRoute>) {
  const [from, until] = [readInstant('from', given.from), readInstant('until', given.until)];
  if (from !== null && until !== null && from >= until) {
    throw new HomepotError('range_invalid', {
      path: 'body.until',
      message: 'A hold begins before it ends',
    });
  }
  return { from, until };
}

/** Creates the holds. */
export function createHolds({
  database,
  clock,
}: Pick<RetentionDependencies, 'database' | 'clock'>): Holds {
  return {
    list: async () => (await readHolds(database)).map(showHold),
    async create(given, actor) {
      if (findPolicyStory(given.table) === undefined) {
        throw new HomepotError('parameter_invalid', {
          path: 'body.table',
          message: `No policy is about ${given.table}, so nothing of it leaves that could be held`,
        });
      }
      const { from, until } = readSpan(given);
      const atMs = clock.nowMs();
      return database.transaction(async (transaction) => {
        // One after the other: otherwise several could be made beyond the limit.
        await transaction.query(`LOCK TABLE retention_holds IN SHARE ROW EXCLUSIVE MODE`);
        if ((await readHolds(transaction)).length >= limits.retentionHoldsMax) {
          throw new HomepotError('conflict', {
            message: `There are ${limits.retentionHoldsMax} holds; release one first`,
          });
        }
        const [row] = await transaction.query<{ id: number }>(
          `INSERT INTO retention_holds (table_name, from_at, until_at, reason, created_by, created_at)
           VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
          [
            given.table,
            from,
            until,
            given.reason,
            actor.username ?? null,
            new Date(atMs).toISOString(),
          ],
        );
        await reopenKept(transaction, atMs);
        const hold = (await readHolds(transaction)).find(({ id }) => id === row?.id);
        if (hold === undefined) throw new Error('the hold was not made');
        await appendAudit(transaction, {
          atMs,
          eventType: 'retention_hold_created',
          description: `Rows of ${given.table} are held: ${given.reason}`,
          newValues: { ...showHold(hold) },
          ...auditedActor(actor),
        });
        return showHold(hold);
      });
    },
    async release(id, actor) {
      const atMs = clock.nowMs();
      await database.transaction(async (transaction) => {
        const hold = (await readHolds(transaction)).find((each) => each.id === id);
        const released = await transaction.query(
          `UPDATE retention_holds SET released_by = $2, released_at = $3
           WHERE id = $1 AND released_at IS NULL RETURNING 1`,
          [id, actor.username ?? null, new Date(atMs).toISOString()],
        );
        if (hold === undefined || released.length === 0) {
          throw new HomepotError('not_found', {
            path: 'path.id',
            message: 'There is no such hold',
          });
        }
        await appendAudit(transaction, {
          atMs,
          eventType: 'retention_hold_released',
          description: `Rows of ${hold.table} are held no longer`,
          oldValues: { ...showHold(hold) },
          ...auditedActor(actor),
        });
      });
    },
  };
}
