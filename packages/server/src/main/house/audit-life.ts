import { appendAudit } from '../../auth/index.ts';
import type { Clock } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { version } from '../version.ts';

const descriptions = {
  system_startup: 'The server started',
  system_shutdown: 'The server stopped',
} as const;

/** Enters the start or the stop of this server into the audit trail. */
export async function auditLife(
  database: Database,
  clock: Clock,
  eventType: keyof typeof descriptions,
): Promise<void> {
  await database.transaction((transaction) =>
    appendAudit(transaction, {
      atMs: clock.nowMs(),
      eventType,
      description: descriptions[eventType],
      metadata: { version, pid: process.pid },
    }),
  );
}
