import type { Transaction } from '../../store/index.ts';
import type { Episode } from '../machine/episode.ts';

/** Which devices of these episodes were removed from the inventory. Nothing is asked where none has one. */
export async function readGoneDevices(
  { query }: Pick<Transaction, 'query'>,
  episodes: readonly Episode[],
): Promise<ReadonlySet<string>> {
  const named = [...new Set(episodes.flatMap(({ labels }) => labels.device_id ?? []))];
  if (named.length === 0) return new Set();
  const rows = await query<{ id: string }>(
    `SELECT given.id FROM unnest($1::text[]) AS given (id)
     WHERE NOT EXISTS (SELECT FROM devices d WHERE d.device_id = given.id AND d.is_active)`,
    [named],
  );
  return new Set(rows.map(({ id }) => id));
}
