import type { Clock } from '../../kernel/index.ts';
import type { Database } from '../../store/index.ts';
import { lockSampleState, writeSampleState } from './sample-state.ts';

/** Remembers that nobody wants sample data, where none were made yet: no start makes them by itself. */
export async function declineSampleData(database: Database, clock: Clock): Promise<void> {
  await database.transaction(async (transaction) => {
    const { name } = await lockSampleState(transaction);
    if (name === 'absent') await writeSampleState(transaction, 'removed', clock.nowMs());
  });
}
