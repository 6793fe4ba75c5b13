import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { ExportsDependencies } from '../exports-dependencies.ts';

/** How old a reading of another server may be to say anything. */
const readingMinutesMax = 5;

interface Backlog {
  readonly seconds: number | null;
}

/**
 * Up to when every row that arrived is in the database, milliseconds since 1970. A row has its time of
 * arrival from the door and reaches the database some time after: what still waits in the spool of any
 * server, and what came within the last seconds, is left to a later export, so that exports which go
 * on from each other have every row once.
 */
export async function readWatermark(
  { query }: Pick<Transaction, 'query'>,
  { clock, readBacklogSeconds }: Pick<ExportsDependencies, 'clock' | 'readBacklogSeconds'>,
): Promise<number> {
  const nowMs = clock.nowMs();
  const [row] = await query<Backlog>(
    `SELECT max(spool_backlog_seconds + extract(epoch FROM $1::timestamptz - bucket)) AS seconds
     FROM server_readings
     WHERE bucket > $1::timestamptz - make_interval(mins => $2) AND spool_backlog_seconds > 0`,
    [new Date(nowMs).toISOString(), readingMinutesMax],
  );
  const seconds = Math.max(Number(row?.seconds ?? 0), readBacklogSeconds() ?? 0);
  return nowMs - seconds * 1_000 - limits.exportSettleMilliseconds;
}
