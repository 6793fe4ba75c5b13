import type { RetentionState } from '@homepot/catalogue';
import { cutText } from '../../kernel/index.ts';
import type { Part } from './part.ts';
import type { RunContext } from './run-context.ts';

const reasonCharactersMax = 2_000;
const causesMax = 3;

/** The words of an error and of what caused it, as they are kept and shown. */
export function reasonOf(error: unknown): string {
  const words: string[] = [];
  for (let each = error; each !== undefined && words.length < causesMax; ) {
    words.push(each instanceof Error ? each.message : String(each));
    each = each instanceof Error ? each.cause : undefined;
  }
  return cutText(words.join(': ').replaceAll('\0', ''), reasonCharactersMax);
}

/** Keeps why a step of a part failed, and from which state it goes on; tells the house. */
export async function noteFailure(
  context: RunContext,
  part: Part,
  error: unknown,
  state: RetentionState,
): Promise<void> {
  const reason = reasonOf(error);
  context.log.error({ err: error, part: part.partition, state: part.state }, 'a part stays');
  await context.database.transaction(async (transaction) => {
    await context.lease.hold(transaction, context.turn);
    await transaction.query(
      `UPDATE retention_parts SET state = $2, attempts = attempts + 1, error = $3, failed_at = $4,
         run_id = $5 WHERE id = $1`,
      [part.id, state, reason, new Date(context.clock.nowMs()).toISOString(), context.runId],
    );
    await transaction.query(
      `INSERT INTO retention_run_tables AS told (run_id, table_name, error) VALUES ($1, $2, $3)
       ON CONFLICT (run_id, table_name) DO UPDATE SET error = excluded.error`,
      [context.runId, part.table, `${part.partition}: ${reason}`],
    );
    await transaction.query('UPDATE retention_runs SET failures = failures + 1 WHERE id = $1', [
      context.runId,
    ]);
  });
  context.onFailure(error, part.table);
}
