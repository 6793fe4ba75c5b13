import type { AnswerOf, showExport } from '@homepot/catalogue';
import type { Actor } from '../../auth/index.ts';
import { appendAudit, auditedActor } from '../../auth/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { ExportsDependencies } from '../exports-dependencies.ts';
import { releaseRange } from './hold-range.ts';
import type { StoredExport } from './stored-export.ts';
import { exportColumnsText, exportNotFound, toShownExport } from './stored-export.ts';

type Shown = AnswerOf<typeof showExport>;
type Deps = Pick<ExportsDependencies, 'database' | 'clock'>;

/** A change of status that people ask for. */
interface Order {
  readonly from: readonly StoredExport['status'][];
  /** What is set; parameters: $1 the row, $2 now. */
  readonly set: string;
  readonly eventType: string;
  readonly says: string;
}

const orders = {
  cancel: {
    from: ['waiting', 'running', 'failed'],
    set: `status = 'cancelled', finished_at = $2, sealed_key = NULL, leased_until = NULL`,
    eventType: 'export_cancelled',
    says: 'was cancelled',
  },
  resume: {
    from: ['failed'],
    set: `status = 'waiting', finished_at = NULL, error_code = NULL, error_message = NULL`,
    eventType: 'export_resumed',
    says: 'goes on',
  },
  remove: {
    from: ['completed'],
    set: `status = 'removed', expires_at = $2`,
    eventType: 'export_removed',
    says: 'was removed',
  },
} as const satisfies Readonly<Record<string, Order>>;

async function lock({ query }: Transaction, exportId: string): Promise<StoredExport> {
  const [stored] = await query<StoredExport>(
    `SELECT ${exportColumnsText} FROM exports WHERE export_id = $1 FOR UPDATE`,
    [exportId],
  );
  if (stored === undefined) throw exportNotFound(exportId);
  return stored;
}

/**
 * Cancels, resumes or removes an export. Files are removed by the next pass, and a server that is at it
 * hears of it with its next page. Throws not_found, export_not_in_state.
 */
export async function controlExport(
  { database, clock }: Deps,
  exportId: string,
  order: keyof typeof orders,
  actor: Actor,
): Promise<Shown> {
  const { from, set, eventType, says }: Order = orders[order];
  const atMs = clock.nowMs();
  return database.transaction(async (transaction) => {
    const before = await lock(transaction, exportId);
    if (!from.includes(before.status)) {
      throw new HomepotError('export_not_in_state', {
        message: `${exportId} is ${before.status}; only one that is ${from.join(' or ')} can be told to ${order}`,
      });
    }
    const [stored] = await transaction.query<StoredExport>(
      `UPDATE exports SET ${set} WHERE id = $1 AND $2::timestamptz IS NOT NULL
       RETURNING ${exportColumnsText}`,
      [before.id, new Date(atMs).toISOString()],
    );
    if (stored === undefined) throw exportNotFound(exportId);
    if (order === 'cancel') await releaseRange(transaction, exportId, atMs);
    await appendAudit(transaction, {
      atMs,
      eventType,
      description: `Export ${exportId} ${says}`,
      ...auditedActor(actor, { export_id: exportId }),
    });
    return toShownExport(stored);
  });
}
