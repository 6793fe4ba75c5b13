import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { LiveTotals } from '../picture/live-totals.ts';
import type { LiveSummary } from '../summary/live-summary.ts';
import type { LiveEvent } from './event-memory.ts';

/** What a read found. */
export interface Read {
  readonly events: readonly LiveEvent[];
  /** The totals with the last of them; undefined where there was none. */
  readonly totals: LiveTotals | undefined;
}

interface EventRow {
  readonly id: number;
  readonly told_at: string;
  readonly change: LiveSummary;
  readonly totals: LiveTotals | null;
}

const toEvent = ({ id, told_at, change }: EventRow): LiveEvent => ({
  id,
  toldMs: Date.parse(told_at),
  change,
  bytes: Buffer.byteLength(JSON.stringify(change)),
});

/** The totals of the last row alone: of the others they are not needed. */
const readAfter = `
WITH found AS (SELECT * FROM live_events WHERE id > $1 ORDER BY id LIMIT $2)
SELECT id, told_at, change, CASE WHEN id = (SELECT max(id) FROM found) THEN totals END AS totals
FROM found ORDER BY id`;

/** Reads the events behind an id, in order, at most `limits.liveEventsPerReadMax`. */
export async function readEvents(
  database: Pick<Database, 'query'>,
  afterId: number,
): Promise<Read> {
  const rows = await database.query<EventRow>(readAfter, [afterId, limits.liveEventsPerReadMax]);
  return { events: rows.map(toEvent), totals: rows.at(-1)?.totals ?? undefined };
}
