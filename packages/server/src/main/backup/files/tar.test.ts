import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { decodeTarHeader, encodeTarHeader } from './tar-header.ts';
import { openTarReader } from './tar-reader.ts';
import { createTarWriter } from './tar-writer.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'homepot-tar-'));
});
afterAll(() => rm(folder, { recursive: true }));

const files = new Map([
  ['a/b.txt', Buffer.from('hello')],
  ['empty', Buffer.alloc(0)],
  ['block', Buffer.alloc(512, 'x')],
  ['large', Buffer.alloc(300_000, 'yz')],
]);

async function write(path: string): Promise<void> {
  const writer = await createTarWriter(path, 1_767_225_600_000);
  for (const [name, bytes] of files) await writer.add(name, Readable.from([bytes]));
  await writer.finish();
}

test('what was written is read', async () => {
  const path = join(folder, 'read.tar');
  await write(path);
  const reader = await openTarReader(path);
  expect([...reader.files]).toEqual([...files].map(([name, { length }]) => [name, length]));
  for (const [name, bytes] of files) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of reader.read(name)) chunks.push(chunk);
    expect(Buffer.concat(chunks).equals(bytes)).toBe(true);
  }
  await reader.close();
});

test('tar unpacks it, readable by its owner only', async () => {
  const path = join(folder, 'unpacked.tar');
  await write(path);
  const run = promisify(execFile);
  await run('tar', ['xf', path, '-C', folder]);
  for (const [name, bytes] of files) {
    expect((await readFile(join(folder, name))).equals(bytes)).toBe(true);
  }
  const { stdout } = await run('tar', ['tvf', path]);
  expect(stdout.split('\n').filter((line) => line.startsWith('-rw------- '))).toHaveLength(4);
});

test('what is not finished has no name, and one that is discarded leaves nothing', async () => {
  const path = join(folder, 'discarded.tar');
  const writer = await createTarWriter(path, 0);
  await writer.add('a', Readable.from([Buffer.from('a')]));
  await expect(readFile(path)).rejects.toThrow('ENOENT');
  await writer.discard();
  await expect(readFile(`${path}.unfinished`)).rejects.toThrow('ENOENT');
});

test('a header tells name and size, also above 8 GiB, and any flipped bit in it', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9/._-]{0,90}$/);
  const size = fc.oneof(fc.nat(), fc.maxSafeNat());
  fc.assert(
    fc.property(name, size, fc.nat(511), fc.nat(7), (path, bytes, at, bit) => {
      const header = encodeTarHeader({ path, bytes }, 0);
      expect(decodeTarHeader(header)).toEqual({ path, bytes });
      header[at] = (header[at] ?? 0) ^ (1 << bit);
      expect(() => decodeTarHeader(header)).toThrow('a header is damaged');
    }),
  );
});
