import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { TestHouse } from '../../../test/test-house.ts';
import { startTestHouse } from '../../../test/test-house.ts';
import { createManualClock, limits } from '../../kernel/index.ts';
import { hasBatch, removeOldBatchIds } from './batch-ids.ts';

let house: TestHouse;
afterEach(() => house.remove());

const dayMs = 86_400_000;
const metric = { metric_name: 'a', metric_value: 1, timestamp: '2024-02-29T12:00:00Z' };

async function send(batchId: string, query: string, record: object): Promise<unknown> {
  const response = await fetch(`${house.url}/api/v1/ingest/performance_metrics${query}`, {
    method: 'POST',
    headers: {
      'x-api-key': house.adminKey,
      'content-type': 'application/json',
      'idempotency-key': batchId,
    },
    body: JSON.stringify([record]),
  });
  return response.json();
}

const importFile = () => send('file', '?historical=true', metric);

test('an imported file is stored once, however long ago that was; other ids are forgotten', async () => {
  house = await startTestHouse();
  expect(await importFile()).toMatchObject({ accepted: 1 });
  await send('live', '', { metric_name: 'a', metric_value: 1 });
  await house.drained();
  const [{ scope } = { scope: '' }] = await house.database.query<{ scope: string }>(
    "SELECT scope FROM ingest_batches WHERE batch_id = 'file'",
  );
  const isKnown = (batchId: string) => hasBatch(house.database, scope, batchId);

  const inTime = createManualClock(Date.now() + (limits.batchIdsKeptDays - 1) * dayMs);
  expect(await removeOldBatchIds(house.database, inTime)).toBe(0);
  expect([await isKnown('file'), await isKnown('live')]).toEqual([true, true]);

  const yearsLater = createManualClock(Date.now() + 1_000 * dayMs);
  await removeOldBatchIds(house.database, yearsLater);
  expect([await isKnown('file'), await isKnown('live')]).toEqual([true, false]);
  expect(await hasBatch(house.database, 'key:somebody-else', 'file')).toBe(false);

  // A server that knows of the file by the database alone.
  await house.stop();
  const { dataFolder, adminKey } = house;
  await rm(join(dataFolder, 'spool'), { recursive: true });
  await mkdir(join(dataFolder, 'spool'));
  house = { ...(await startTestHouse({ successorOf: house })), adminKey };
  expect(await importFile()).toMatchObject({ accepted: 0, duplicate: 1 });
});
