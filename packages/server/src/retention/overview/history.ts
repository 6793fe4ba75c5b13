import type {
  AnswerOf,
  showRetentionRun as showRoute,
  startRetentionRun,
} from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import type { Page, PageRequest } from '../../kernel/index.ts';
import { HomepotError, limits, readCursor, toPage } from '../../kernel/index.ts';
import type { RetentionDependencies } from '../retention-dependencies.ts';

export type ShownRun = AnswerOf<typeof startRetentionRun>;
type ShownRunInFull = AnswerOf<typeof showRoute>;

/** The runs so far, and one that is asked for. */
export interface History {
  list(page: PageRequest): Promise<Page<ShownRun>>;
  /** Throws not_found. */
  read(id: number): Promise<ShownRunInFull>;
  /** Enters a run that some server begins. Throws retention_busy where one goes on. */
  ask(actor: Actor): Promise<ShownRun>;
}

/** The columns of which a run is shown. */
export const runColumns = `id, state, cause, asked_by, due_at, started_at, ended_at, partitions_dropped,
  rows_removed, bytes_freed, failures, error`;

/** Creates the history; `wake` lets this server look at once. */
export function createHistory(
  { database, clock }: Pick<RetentionDependencies, 'database' | 'clock'>,
  wake: () => void,
): History {
  return {
    async list({ limit = limits.listRowsDefault, cursor }) {
      const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : readCursor(cursor);
      const rows = await database.query<ShownRun>(
        `SELECT ${runColumns} FROM retention_runs WHERE id < $1 ORDER BY id DESC LIMIT $2`,
        [before, limit + 1],
      );
      return toPage(rows, limit, (row) => row);
    },
    async read(id) {
      const [run] = await database.query<ShownRun>(
        `SELECT ${runColumns} FROM retention_runs WHERE id = $1`,
        [id],
      );
      if (run === undefined) {
        throw new HomepotError('not_found', { path: 'path.id', message: `There is no run ${id}` });
      }
      const tables = await database.query<ShownRunInFull['tables'][number]>(
        `SELECT table_name AS table, partitions_dropped, rows_removed, bytes_freed, skipped, error
         FROM retention_run_tables WHERE run_id = $1 ORDER BY table_name`,
        [id],
      );
      return { ...run, tables };
    },
    async ask(actor) {
      const atMs = clock.nowMs();
      const run = await database.transaction(async (transaction) => {
        await transaction.query('LOCK TABLE retention_runs IN SHARE ROW EXCLUSIVE MODE');
        const [made] = await transaction.query<ShownRun>(
          `INSERT INTO retention_runs (state, cause, asked_by, due_at)
           SELECT 'waiting', 'asked', $1, $2
           WHERE NOT EXISTS (SELECT 1 FROM retention_runs WHERE state NOT IN ('done', 'failed'))
           RETURNING ${runColumns}`,
          [actor.username ?? null, new Date(atMs).toISOString()],
        );
        if (made === undefined) {
          throw new HomepotError('retention_busy', {
            message: 'What is old is being archived and removed already',
          });
        }
        await appendAudit(transaction, {
          atMs,
          eventType: 'retention_run_asked',
          description: 'A run that archives and removes what is old was asked for',
          ...auditedActor(actor, { run: made.id }),
        });
        return made;
      });
      wake();
      return run;
    },
  };
}
