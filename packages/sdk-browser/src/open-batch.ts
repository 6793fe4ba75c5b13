import { batchText } from './batch-text.ts';
import { createId } from './create-id.ts';
import type { Host } from './host.ts';
import { batchBytesMax, batchRecordsMax } from './limits.ts';

/** A batch to which records are still added. */
export interface OpenBatch {
  /** Known from its first record on. */
  readonly id: string;
  hasRoomFor(bytes: number): boolean;
  add(list: 'activities' | 'errors', record: string, bytes: number): void;
  isFull(): boolean;
  text(): string;
}

export function createOpenBatch(host: Host): OpenBatch {
  const lists = { activities: [] as string[], errors: [] as string[] };
  const id = createId(host);
  let bytes = 0;
  return {
    id,
    hasRoomFor: (more) => bytes + more <= batchBytesMax,
    add(list, record, more) {
      lists[list].push(record);
      bytes += more;
    },
    isFull: () => lists.activities.length + lists.errors.length >= batchRecordsMax,
    text: () => batchText(id, lists.activities, lists.errors),
  };
}
