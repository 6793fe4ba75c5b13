import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deviceMetrics } from '@homepot/catalogue';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HomepotError } from '../../kernel/index.ts';
import type { ObjectStorage } from '../storage/object-storage.ts';
import { createS3Storage } from '../storage/s3-storage.ts';
import { startFaultyProxy } from '../storage/test/start-faulty-proxy.ts';
import { startS3 } from '../storage/test/start-s3.ts';
import type { ArchivedPart } from './parts/archived-part.ts';
import type { ArchiveGround } from './test/archive-ground.ts';
import { openArchiveGround } from './test/archive-ground.ts';
import { rowsOfTable } from './test/random-table-rows.ts';

let ground: ArchiveGround;
let part: ArchivedPart;
let path: string;
let whole: Buffer;
const table = 'device_metrics';

beforeAll(async () => {
  ground = await openArchiveGround();
  await ground.store(table, fc.sample(rowsOfTable(deviceMetrics), { numRuns: 120, seed: 3 }));
  part = await ground.archive.write(ground.dayOf(table));
  path = join(ground.folder, part.file);
  whole = await readFile(path);
});
afterAll(() => ground.remove());

async function verifyAs(bytes: Buffer): Promise<string> {
  await writeFile(path, bytes);
  return ground.archive.verify(part.id).then(
    () => 'verified',
    ({ code }: HomepotError) => code,
  );
}

async function settles(id: number): Promise<boolean> {
  return ground.database
    .transaction((transaction) => ground.archive.settle(transaction, id))
    .then(
      () => true,
      () => false,
    );
}

test('a flipped bit anywhere in the file is found, and the rows may not leave', async () => {
  const place = fc.nat({ max: whole.length - 1 });
  await fc.assert(
    fc.asyncProperty(place, fc.nat({ max: 7 }), async (at, bit) => {
      const flipped = Buffer.from(whole);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit);
      expect(await verifyAs(flipped)).toBe('archive_damaged');
      expect(await settles(part.id)).toBe(false);
    }),
    {
      numRuns: 12,
      examples: [
        [0, 0],
        [whole.length - 1, 7],
        [whole.length - 5, 0],
      ],
    },
  );
});

test('a file that is cut short, empty or gone is found', async () => {
  expect(await verifyAs(whole.subarray(0, whole.length - 1))).toBe('archive_damaged');
  expect(await verifyAs(whole.subarray(0, 100))).toBe('archive_damaged');
  await truncate(path, 0);
  await expect(ground.archive.verify(part.id)).rejects.toMatchObject({ code: 'archive_damaged' });
  await rm(path);
  await expect(ground.archive.verify(part.id)).rejects.toMatchObject({ code: 'archive_missing' });
  await writeFile(path, whole);
});

test.each([
  [
    'a row that came since',
    `INSERT INTO device_metrics (timestamp, received_at, provenance, device_id)
     VALUES ('2026-10-05T12:00:00Z', now(), 'real', 'late')`,
  ],
  [
    'a value that was changed since',
    `UPDATE device_metrics SET device_id = device_id || '!'
     WHERE id = (SELECT min(id) FROM device_metrics)`,
  ],
  [
    'a row that was removed since',
    `DELETE FROM device_metrics
     WHERE id = (SELECT max(id) FROM device_metrics)`,
  ],
])('%s is found, and the same rows can be archived again', async (_, change) => {
  await ground.database.query(change);
  await expect(ground.archive.verify(part.id)).rejects.toMatchObject({ code: 'archive_differs' });
  expect(await settles(part.id)).toBe(false);
  part = await ground.archive.write(ground.dayOf(table));
  path = join(ground.folder, part.file);
  whole = await readFile(path);
  await ground.archive.verify(part.id);
});

test('what an earlier try left behind is removed when the rows are written again', async () => {
  const earlier = path;
  part = await ground.archive.write(ground.dayOf(table));
  path = join(ground.folder, part.file);
  whole = await readFile(path);
  await expect(readFile(earlier)).rejects.toMatchObject({ code: 'ENOENT' });
  const { data } = await ground.archive.list({ table });
  expect(data.map(({ id, state }) => [id, state])).toEqual([[part.id, 'written']]);
});

const noSpace = Object.assign(new Error('ENOSPC: no space left on device, write'), {
  code: 'ENOSPC',
});

test('a disk that becomes full while the file is written (ENOSPC put in where bytes are stored) leaves no part', async () => {
  const { HomepotError: Told } = await import('../../kernel/index.ts');
  const full: ObjectStorage = {
    ...ground.storage,
    async write(_key, source) {
      for await (const chunk of source) {
        if (chunk.length > 0) throw new Told('storage_full', { cause: noSpace });
      }
      throw new Error('nothing came');
    },
  };
  const archive = ground.archiveIn(full);
  await expect(archive.write(ground.dayOf(table))).rejects.toMatchObject({ code: 'storage_full' });
  const { data } = await archive.list({ table });
  expect(data.filter(({ state }) => state === 'written' || state === 'verified')).toEqual([]);
});

test('on S3, a short upload and a refusal stop the archive, and a good one is verified there', async () => {
  const s3 = await startS3();
  const proxy = await startFaultyProxy(s3.port);
  const archive = ground.archiveIn(createS3Storage({ ...s3.place, endpoint: proxy.url }));
  try {
    proxy.misbehave(({ method }) =>
      method === 'PUT'
        ? { kind: 'change', change: (body) => body.subarray(0, body.length - 10) }
        : undefined,
    );
    await expect(archive.write(ground.dayOf(table))).rejects.toMatchObject({
      code: 'archive_damaged',
    });
    proxy.misbehave(() => ({ kind: 'answer', status: 403, code: 'AccessDenied' }));
    await expect(archive.write(ground.dayOf(table))).rejects.toMatchObject({
      code: 'storage_refused',
    });
    proxy.misbehave(() => undefined);
    const stored = await archive.write(ground.dayOf(table));
    expect((await archive.verify(stored.id)).state).toBe('verified');
    proxy.misbehave(({ method }) =>
      method === 'GET' ? { kind: 'answer', status: 403, code: 'AccessDenied' } : undefined,
    );
    await expect(archive.verify(stored.id)).rejects.toMatchObject({ code: 'storage_refused' });
  } finally {
    await proxy.stop();
    await s3.stop();
  }
});
