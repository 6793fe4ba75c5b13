import { expect, test } from 'vitest';
import type { TableDigest, TransferTable, TransferTarget } from '../../store/index.ts';
import { fillTarget } from './fill-target.ts';
import { quietProgress } from './test/quiet-progress.ts';

const table = { group: 'house', name: 'sites', columns: [], partitions: [] } as TransferTable;
const read: TableDigest = { rows: 3, bytes: 30, hash: 'aa' };

/** What a database says that it holds, when it was filled. */
const fill = (found: TableDigest) =>
  fillTarget(
    { fill: async () => undefined, digest: async () => found } as unknown as TransferTarget,
    [table, table],
    () => ({
      async feed(store) {
        await store((async function* () {})());
        return read;
      },
    }),
    quietProgress,
  );

test('as many rows, but other ones, are not the same, and neither are fewer', async () => {
  expect(await fill(read)).toBe(6);
  await expect(fill({ ...read, hash: 'bb' })).rejects.toThrow('The rows of sites are not the same');
  await expect(fill({ ...read, rows: 2 })).rejects.toThrow('2 rows (aa), not 3 (aa)');
});
