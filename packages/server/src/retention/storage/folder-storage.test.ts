import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createManualClock } from '../../kernel/index.ts';
import { createFolderStorage } from './folder-storage.ts';
import type { ObjectStorage } from './object-storage.ts';

const run = promisify(execFile);
const clock = createManualClock(Date.now());
let folder: string;
let storage: ObjectStorage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-folder-'));
  storage = createFolderStorage(join(folder, 'archive'), { clock });
});
afterAll(() => rm(folder, { recursive: true }));

async function* pieces(...given: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* given;
}

async function keysOf(prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(prefix)) keys.push(key);
  return keys.sort();
}

test('an object comes back byte by byte, whole and in part', async () => {
  const bytes = randomBytes(5_000_000);
  const written = await storage.write('a/b/c.bin', pieces(bytes.subarray(0, 7), bytes.subarray(7)));
  expect(written.bytes).toBe(bytes.length);
  expect(Buffer.compare(await buffer(storage.read('a/b/c.bin')), bytes)).toBe(0);
  expect(await buffer(storage.read('a/b/c.bin', { start: 5, end: 9 }))).toEqual(
    bytes.subarray(5, 9),
  );
  expect(await storage.size('a/b/c.bin')).toBe(bytes.length);
});

test('objects are listed by how their keys begin, and removed', async () => {
  await storage.write('list/one.bin', pieces(Buffer.from('1')));
  await storage.write('list/two.bin', pieces(Buffer.from('2')));
  expect(await keysOf('list/')).toEqual(['list/one.bin', 'list/two.bin']);
  expect(await keysOf('list/o')).toEqual(['list/one.bin']);
  expect(await keysOf('nothing/')).toEqual([]);
  await storage.remove('list/one.bin');
  await storage.remove('list/one.bin');
  expect(await keysOf('list/')).toEqual(['list/two.bin']);
  expect(await storage.size('list/one.bin')).toBeUndefined();
});

test('a write that fails leaves what was there, and nothing else', async () => {
  await storage.write('kept/a.bin', pieces(Buffer.from('before')));
  async function* failing() {
    yield Buffer.from('aft');
    throw new Error('the source broke');
  }
  await expect(storage.write('kept/a.bin', failing())).rejects.toThrow('the source broke');
  expect(String(await buffer(storage.read('kept/a.bin')))).toBe('before');
  expect(await readdir(join(folder, 'archive/kept'))).toEqual(['a.bin']);
});

test('what is to be new is never written over what is there', async () => {
  const isNew = { isNew: true };
  await storage.write('new/a.bin', pieces(Buffer.from('first')), isNew);
  const writing = storage.write('new/a.bin', pieces(Buffer.from('second')), isNew);
  await expect(writing).rejects.toMatchObject({ code: 'conflict' });
  expect(String(await buffer(storage.read('new/a.bin')))).toBe('first');
  const both = ['b', 'c'].map((text) =>
    storage.write('new/at-once.bin', pieces(Buffer.from(text)), isNew),
  );
  const ended = await Promise.allSettled(both);
  expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect((await readdir(join(folder, 'archive/new'))).sort()).toEqual(['a.bin', 'at-once.bin']);
});

test('what a crash left behind is no object, and goes with the next write a day later', async () => {
  const left = join(folder, 'archive/kept/.a.bin.1234.partial');
  await writeFile(left, 'half');
  expect(await keysOf('kept/')).toEqual(['kept/a.bin']);
  await storage.write('kept/a.bin', pieces(Buffer.from('again')));
  expect(await readdir(join(folder, 'archive/kept'))).toHaveLength(2);
  const longAgo = new Date(clock.nowMs() - 25 * 3_600_000);
  await utimes(left, longAgo, longAgo);
  // Whatever is written there: names that have something of chance in them are not used twice.
  await storage.write('kept/b.bin', pieces(Buffer.from('other')));
  expect((await readdir(join(folder, 'archive/kept'))).sort()).toEqual(['a.bin', 'b.bin']);
});

test.each(['../outside', '/etc/x', 'a//b', '.hidden', 'a/../b', ''])(
  'the key %j leads nowhere',
  async (key) => {
    await expect(storage.write(key, pieces(Buffer.from('x')))).rejects.toThrow(TypeError);
  },
);

test('an object that is not there, and a place that is no folder, are told apart', async () => {
  await expect(buffer(storage.read('none.bin'))).rejects.toMatchObject({ code: 'archive_missing' });
  await writeFile(join(folder, 'file'), '');
  const blocked = createFolderStorage(join(folder, 'file'), { clock });
  await expect(blocked.write('a.bin', pieces(Buffer.from('x')))).rejects.toMatchObject({
    code: 'storage_refused',
  });
});

/** A disk of two megabytes, where this account may mount one. */
async function mountSmallDisk(place: string): Promise<boolean> {
  return run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', place]).then(
    () => true,
    () => false,
  );
}

test('a full disk is told as storage_full and leaves nothing (only where a small disk may be mounted; the archive’s own test puts ENOSPC in everywhere)', async () => {
  const place = await mkdtemp(join(tmpdir(), 'homepot-disk-'));
  await chmod(place, 0o700);
  const mounted = await mountSmallDisk(place);
  try {
    if (!mounted) return;
    const small = createFolderStorage(place, { clock });
    const megabyte = randomBytes(1_048_576);
    await expect(
      small.write('large.bin', pieces(megabyte, megabyte, megabyte)),
    ).rejects.toMatchObject({ code: 'storage_full' });
    expect(await readdir(place)).toEqual([]);
    expect(await small.write('small.bin', pieces(Buffer.from('x')))).toMatchObject({ bytes: 1 });
  } finally {
    if (mounted) await run('umount', [place]);
    await rm(place, { recursive: true });
  }
});
