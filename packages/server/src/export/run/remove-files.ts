import { limits } from '../../kernel/index.ts';
import type { ExportsDependencies } from '../exports-dependencies.ts';
import { placeOf } from '../keep/export-lease.ts';
import { keyOf } from './export-run.ts';

interface Ended {
  readonly id: number;
  readonly export_id: string;
}

/** One that failed long ago: from here on nobody can go on with it, before its files and its hold are gone. */
const giveUpText = `UPDATE exports SET status = 'cancelled' WHERE status = 'failed' AND finished_at < $1`;

/** Exports whose files nobody may have any more: cancelled, removed, or too old. */
const endedText = `
SELECT id, export_id FROM exports
WHERE stored_at = $1
  AND (status IN ('cancelled', 'removed') OR (status = 'completed' AND expires_at < $2))
ORDER BY id LIMIT $3`;

/** Holds of exports that are over. */
const releaseText = `
UPDATE retention_holds AS hold SET released_at = $1 FROM exports AS export
WHERE hold.released_at IS NULL AND hold.reason = 'export ' || export.export_id
  AND export.status IN ('cancelled', 'removed', 'completed')`;

/**
 * Removes the files of exports that have ended, their steps and their list of files; the row stays. A
 * server removes what it can reach. Retention is let go on where they kept it away. Returns how many exports.
 */
export async function removeEndedFiles(deps: ExportsDependencies): Promise<number> {
  const { database, clock, storage } = deps;
  const nowMs = clock.nowMs();
  const now = new Date(nowMs).toISOString();
  const keptMs = limits.exportFilesKeptDays * 86_400_000;
  await database.query(giveUpText, [new Date(nowMs - keptMs).toISOString()]);
  const ended = await database.query<Ended>(endedText, [
    placeOf(deps),
    now,
    limits.exportsRemovedPerPassMax,
  ]);
  for (const { id, export_id: exportId } of ended) {
    for await (const { key } of storage.list(keyOf(deps, exportId, ''))) await storage.remove(key);
    await database.transaction(async ({ query }) => {
      await query('DELETE FROM export_files WHERE export_id = $1', [id]);
      await query('DELETE FROM export_steps WHERE export_id = $1', [id]);
      await query(
        `UPDATE exports SET stored_at = NULL, sealed_key = NULL,
           status = CASE WHEN status = 'completed' THEN 'removed' ELSE status END
         WHERE id = $1`,
        [id],
      );
    });
  }
  await database.query(releaseText, [now]);
  return ended.length;
}
