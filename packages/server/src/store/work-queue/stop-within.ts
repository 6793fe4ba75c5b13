import type { PgBoss } from 'pg-boss';
import type { Log } from '../../kernel/index.ts';
import { within } from '../../kernel/index.ts';

/**
 * Stops the queue and gives up waiting after `milliseconds`: a stop asks the database, which may be
 * away. Work that was cut off is done by the next server, once its time has run out.
 */
export async function stopWithin(boss: PgBoss, milliseconds: number, log: Log): Promise<void> {
  const stopped = boss.stop({ close: false, timeout: milliseconds }).catch((error: unknown) => {
    log.warn({ err: error }, 'the work queue did not stop well');
  });
  if (await within(milliseconds, stopped)) return;
  log.warn('the work queue did not stop in time; what it was at is done again later');
}
