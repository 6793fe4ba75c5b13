import type { Transaction } from '../../store/index.ts';
import { spanOfPart } from '../archive/parts/span-of-part.ts';
import type { Hold } from './hold.ts';
import { readHolds } from './hold.ts';

interface RestoredPart {
  readonly id: number;
  readonly table_name: string;
  readonly oldest: string | null;
  readonly newest: string | null;
  readonly restored_at: string;
}

/** Rows that came back stay until their time is over; their file is what takes them out again. */
function toHolds(part: RestoredPart): Hold[] {
  const span = spanOfPart(part);
  if (span === undefined) return [];
  return [
    {
      ...span,
      id: part.id,
      table: part.table_name,
      reason: 'brought back from the archive',
      createdBy: null,
      createdAt: part.restored_at,
    },
  ];
}

/**
 * Everything that must stay whatever the policies say: what somebody holds, and what was brought back from the
 * archive, which would be in it twice if it left by itself.
 */
export async function readKeeping(asked: Pick<Transaction, 'query'>): Promise<readonly Hold[]> {
  const restored = await asked.query<RestoredPart>(
    `SELECT id, table_name, oldest, newest, restored_at FROM archive_parts
     WHERE state = 'restored' ORDER BY id`,
  );
  return [...(await readHolds(asked)), ...restored.flatMap(toHolds)];
}
