import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { LiveTotals } from '../picture/live-totals.ts';
import { addToTotals } from '../picture/live-totals.ts';
import type { LiveSummary } from '../summary/live-summary.ts';
import { mergeSummaries } from '../summary/merge-summaries.ts';

/** The channel that every server listens to. */
export const liveChannel = 'homepot_live';

/** Any number that no other program takes; servers tell one after another. */
const tellLock = 1_212_633_937;

const takePending = `
WITH taken AS (
  DELETE FROM live_pending WHERE id IN (SELECT id FROM live_pending ORDER BY id LIMIT $1)
  RETURNING id, summary
)
SELECT summary FROM taken ORDER BY id`;

const insertEvent = `
INSERT INTO live_events (server_id, told_at, change, totals) VALUES ($1, $2, $3, $4)
RETURNING id, pg_notify('${liveChannel}', '')`;

/** What one server has to tell. */
export interface Telling {
  readonly serverId: string;
  readonly nowMs: number;
  /** What is in no table: published things, and how far this server is behind. */
  readonly own: LiveSummary | undefined;
}

/**
 * Tells what drains have stored since the last time, those of all servers, and what this server has to
 * say besides, as one event; none where there is nothing. Returns how many transactions it tells of.
 *
 * The lock makes the ids of events follow the order of their commits: who has read up to one id has
 * missed none before it. It is taken by a statement of its own, so that what follows sees all that was
 * committed under it. The summaries go out with the commit that tells them, so none is told twice and
 * none is lost.
 */
export async function appendEvent(
  database: Pick<Database, 'transaction'>,
  { serverId, nowMs, own }: Telling,
): Promise<number> {
  return database.transaction(async (transaction) => {
    await transaction.query('SELECT pg_advisory_xact_lock($1)', [tellLock]);
    const pending = await transaction.query<{ summary: LiveSummary }>(takePending, [
      limits.livePendingPerEventMax,
    ]);
    if (pending.length === 0 && own === undefined) return 0;
    const [last] = await transaction.query<{ totals: LiveTotals }>(
      'SELECT totals FROM live_events ORDER BY id DESC LIMIT 1',
    );
    const stored = pending.reduce((sum, { summary }) => mergeSummaries(sum, summary), {});
    const change = mergeSummaries(stored, own ?? {});
    const totals = addToTotals(last?.totals ?? { tables: {} }, change, nowMs);
    await transaction.query(insertEvent, [
      serverId,
      new Date(nowMs).toISOString(),
      JSON.stringify(change),
      JSON.stringify(totals),
    ]);
    return pending.length;
  });
}
