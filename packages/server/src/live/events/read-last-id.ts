import type { Database } from '../../store/index.ts';

/** Reads the id of the newest event, whichever server told it; 0 before the first. */
export async function readLastId(database: Pick<Database, 'query'>): Promise<number> {
  const [last] = await database.query<{ id: number }>(
    'SELECT id FROM live_events ORDER BY id DESC LIMIT 1',
  );
  return last?.id ?? 0;
}
