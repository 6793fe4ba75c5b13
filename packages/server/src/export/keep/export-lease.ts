import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { RunDependencies } from '../exports-dependencies.ts';
import type { StoredExport } from './stored-export.ts';
import { exportColumnsText } from './stored-export.ts';

/** Thrown where an export is not this server's any more: it was cancelled, or taken over. */
export class ExportLost extends Error {}

/** An export that this server writes. */
export interface ExportLease {
  readonly stored: StoredExport;
  /** Says from time to time that this server is still at it. Throws ExportLost. */
  beat(): Promise<void>;
  /** Locks the row to the end of a transaction. Throws ExportLost. */
  hold(transaction: Transaction): Promise<void>;
}

const claimText = `
UPDATE exports SET status = 'running', leased_by = $1, leased_until = $3, turn = turn + 1,
  started_at = coalesce(started_at, $2), stored_at = $4
WHERE id = (
  SELECT id FROM exports
  WHERE (status = 'waiting' OR (status = 'running' AND leased_until < $2))
    -- What was begun elsewhere lies in a folder of that server, unless the storage is shared.
    AND ($5 OR steps_done = 0 OR stored_at = $4)
  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
RETURNING ${exportColumnsText}`;

const at = (ms: number): string => new Date(ms).toISOString();

type Deps = Pick<RunDependencies, 'database' | 'clock' | 'server' | 'storage' | 'isShared'>;

/** Where files of this server are, as the row of an export says it. */
export const placeOf = ({ storage, isShared, server }: Omit<Deps, 'database' | 'clock'>): string =>
  (isShared ? storage.describe() : `${server}: ${storage.describe()}`).slice(0, 500);

/** The lease of an export that this server has taken. */
export function createLease(
  { database, clock }: Pick<Deps, 'database' | 'clock'>,
  stored: StoredExport,
): ExportLease {
  const leaseMs = limits.exportLeaseMilliseconds;
  const { id, turn } = stored;
  let beatAtMs = clock.monotonicMs();
  const lost = () => new ExportLost(`${stored.export_id} is not this server's any more`);
  return {
    stored,
    async beat() {
      if (clock.monotonicMs() - beatAtMs < leaseMs / 20) return;
      beatAtMs = clock.monotonicMs();
      const rows = await database.query(
        `UPDATE exports SET leased_until = $3 WHERE id = $1 AND turn = $2 AND status = 'running'
         RETURNING 1`,
        [id, turn, at(clock.nowMs() + leaseMs)],
      );
      if (rows.length === 0) throw lost();
    },
    async hold({ query }) {
      const rows = await query(
        `SELECT 1 FROM exports WHERE id = $1 AND turn = $2 AND status = 'running' FOR UPDATE`,
        [id, turn],
      );
      if (rows.length === 0) throw lost();
    },
  };
}

/**
 * Takes up an export that waits, or whose server is gone: one row names the server and until when it is
 * believed to live, and every transaction that writes locks the row and asks whether it still bears this
 * server's turn. Undefined where nothing waits.
 */
export async function claimExport(deps: Deps): Promise<ExportLease | undefined> {
  const { database, clock, server, isShared } = deps;
  const nowMs = clock.nowMs();
  const leaseMs = limits.exportLeaseMilliseconds;
  const values = [server, at(nowMs), at(nowMs + leaseMs), placeOf(deps), isShared];
  const [stored] = await database.query<StoredExport>(claimText, values);
  return stored === undefined ? undefined : createLease(deps, stored);
}
