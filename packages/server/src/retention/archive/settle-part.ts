import type { Clock } from '../../kernel/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';

/**
 * Says that the rows of a part leave the database with this transaction: once it is committed, the
 * file is the place where they are. Throws archive_differs for a part that was not verified.
 */
export async function settlePart(
  transaction: Transaction,
  { clock }: { readonly clock: Clock },
  id: number,
): Promise<void> {
  const settled = await transaction.query(
    `UPDATE archive_parts SET state = 'archived', archived_at = $2
     WHERE id = $1 AND state = 'verified' RETURNING id`,
    [id, new Date(clock.nowMs()).toISOString()],
  );
  if (settled.length === 1) return;
  throw new HomepotError('archive_differs', {
    message: `Part ${id} of the archive was not verified, so that its rows must stay`,
  });
}
