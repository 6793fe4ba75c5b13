import { limits } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import type { AlertsDependencies } from '../alerts-dependencies.ts';

const minuteMs = 60_000;

/** Writes what this server says of itself in this minute; the last word of a minute stands. */
export async function writeOwnReading({
  database,
  clock,
  server,
  readServer,
}: Pick<AlertsDependencies, 'database' | 'clock' | 'server' | 'readServer'>): Promise<void> {
  const { diskFreePercent, spoolBacklogSeconds, retentionFailures } = await readServer();
  const bucketMs = Math.floor(clock.nowMs() / minuteMs) * minuteMs;
  await database.query(
    `INSERT INTO server_readings (bucket, server, disk_free_percent, spool_backlog_seconds,
       retention_failures)
     VALUES ($1, $2, $3, $4, $5) ON CONFLICT (bucket, server) DO UPDATE SET
       disk_free_percent = excluded.disk_free_percent,
       spool_backlog_seconds = excluded.spool_backlog_seconds,
       retention_failures = excluded.retention_failures`,
    [
      new Date(bucketMs).toISOString(),
      server,
      diskFreePercent ?? null,
      spoolBacklogSeconds ?? null,
      retentionFailures ?? null,
    ],
  );
}

/** Forgets what servers said of themselves long ago. Returns how many rows. */
export async function removeOldReadings(
  database: Database,
  clock: AlertsDependencies['clock'],
): Promise<number> {
  const beforeMs = clock.nowMs() - limits.serverReadingsKeptDays * 86_400_000;
  const removed = await database.query(
    'DELETE FROM server_readings WHERE bucket < $1 RETURNING 1',
    [new Date(beforeMs).toISOString()],
  );
  return removed.length;
}
