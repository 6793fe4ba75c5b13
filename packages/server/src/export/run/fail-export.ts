import { HomepotError } from '../../kernel/index.ts';
import type { RunDependencies } from '../exports-dependencies.ts';
import type { ExportLease } from '../keep/export-lease.ts';
import { ExportLost } from '../keep/export-lease.ts';

async function write(
  { database, clock, log }: RunDependencies,
  { stored, hold }: ExportLease,
  error: unknown,
): Promise<void> {
  const known = error instanceof HomepotError;
  if (!known) log.error({ err: error, export: stored.export_id }, 'an export failed');
  const message = error instanceof Error ? error.message : String(error);
  await database.transaction(async (transaction) => {
    await hold(transaction);
    await transaction.query(
      `UPDATE exports SET status = 'failed', finished_at = $2, error_code = $3, error_message = $4,
         leased_until = NULL WHERE id = $1`,
      [stored.id, new Date(clock.nowMs()).toISOString(), known ? error.code : 'internal', message],
    );
  });
}

/** Writes down why an export failed, unless it is another server's by now. Never throws. */
export async function failExport(
  deps: RunDependencies,
  lease: ExportLease,
  error: unknown,
): Promise<void> {
  await write(deps, lease, error).catch((reason: unknown) => {
    if (reason instanceof ExportLost) return;
    deps.log.error({ err: reason }, 'an export did not end well');
  });
}
