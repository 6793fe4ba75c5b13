import { callerLimits } from '@homepot/catalogue';

/** One page of a list of the API. */
interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

/** Reads a short list (keys, users) to its end. `readPage` is called with the cursor of each page. */
export async function readAllPages<Item>(
  readPage: (query: { limit: number; cursor?: string }) => Promise<Page<Item>>,
): Promise<readonly Item[]> {
  const items: Item[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await readPage({ limit: callerLimits.listRowsMax, ...(cursor ? { cursor } : {}) });
    items.push(...page.data);
    cursor = page.next_cursor;
  } while (cursor);
  return items;
}
