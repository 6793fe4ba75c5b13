import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { limits } from '../../kernel/index.ts';
import type { ObjectStorage } from './object-storage.ts';
import type { S3Place } from './s3-bucket.ts';
import { createS3Storage } from './s3-storage.ts';
import type { FaultyProxy } from './test/start-faulty-proxy.ts';
import { startFaultyProxy } from './test/start-faulty-proxy.ts';
import type { TestS3 } from './test/start-s3.ts';
import { startS3 } from './test/start-s3.ts';

let s3: TestS3;
let proxy: FaultyProxy;
let place: S3Place;
let storage: ObjectStorage;
const large = randomBytes(limits.storagePartBytes * 2 + 12_345);
const small = randomBytes(2_000);

beforeAll(async () => {
  s3 = await startS3();
  proxy = await startFaultyProxy(s3.port);
  place = { ...s3.place, endpoint: proxy.url };
  storage = createS3Storage(place);
});
beforeEach(() => proxy.misbehave(() => undefined));
afterAll(async () => {
  await proxy.stop();
  await s3.stop();
});

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 300_000) yield bytes.subarray(at, at + 300_000);
}

async function keysOf(prefix: string): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const { key } of storage.list(prefix)) keys.push(key);
  return keys.sort();
}

test.each([
  ['a small object in one request', small],
  ['a large object in parts', large],
  ['an object of exactly one part', large.subarray(0, limits.storagePartBytes)],
  ['an empty object', new Uint8Array()],
])('%s comes back byte by byte', async (_, bytes) => {
  const key = `read/${bytes.length}.bin`;
  expect(await storage.write(key, inPieces(bytes))).toMatchObject({ bytes: bytes.length });
  expect(Buffer.compare(await buffer(storage.read(key)), Buffer.from(bytes))).toBe(0);
  expect(await storage.size(key)).toBe(bytes.length);
});

test('a range is read without the rest', async () => {
  await storage.write('range.bin', inPieces(small));
  const range = await buffer(storage.read('range.bin', { start: 100, end: 150 }));
  expect(range).toEqual(small.subarray(100, 150));
});

test('objects are listed below the prefix of the house, and removed', async () => {
  await storage.write('list/a.bin', inPieces(small));
  await storage.write('list/b.bin', inPieces(small));
  expect(await keysOf('list/')).toEqual(['list/a.bin', 'list/b.bin']);
  await storage.remove('list/a.bin');
  await storage.remove('list/a.bin');
  expect(await keysOf('list/')).toEqual(['list/b.bin']);
  expect(await storage.size('list/a.bin')).toBeUndefined();
});

test('an object that is not there is told as missing', async () => {
  await expect(buffer(storage.read('none.bin'))).rejects.toMatchObject({ code: 'archive_missing' });
});

const isUpload = ({ method, url = '' }: { method?: string; url?: string }) =>
  method === 'PUT' && !url.includes('uploads');

test.each([
  ['cut short', small, (body: Buffer) => body.subarray(0, body.length - 100)],
  ['cut short in its last part', large, (body: Buffer) => body.subarray(0, body.length - 1)],
  [
    'changed on its way',
    small,
    (body: Buffer) => {
      body[7] = (body[7] ?? 0) ^ 1;
      return body;
    },
  ],
])('an upload that was %s is found when it is read back', async (_, bytes, change) => {
  proxy.misbehave((request) => (isUpload(request) ? { kind: 'change', change } : undefined));
  await expect(storage.write('short.bin', inPieces(bytes))).rejects.toMatchObject({
    code: 'archive_damaged',
  });
});

test.each([
  [403, 'AccessDenied', 'storage_refused'],
  [403, 'SignatureDoesNotMatch', 'storage_refused'],
  [507, 'XMinioStorageFull', 'storage_full'],
  [503, 'SlowDown', 'storage_unavailable'],
  [500, 'InternalError', 'storage_unavailable'],
])('a service that answers %i %s is told as %s', async (status, code, told) => {
  proxy.misbehave(() => ({ kind: 'answer', status, code }));
  const writing = storage.write('refused.bin', inPieces(small));
  await expect(writing).rejects.toMatchObject({ code: told });
  await expect(writing).rejects.toThrow(`${status} ${code}`);
});

test('a key that nobody knows, and a bucket that is not there, are refused by a real service', async () => {
  const stranger = createS3Storage({ ...place, accessKeyId: 'nobody' });
  await expect(stranger.write('a.bin', inPieces(small))).rejects.toMatchObject({
    code: 'storage_refused',
  });
  const elsewhere = createS3Storage({ ...place, bucket: 'nowhere' });
  await expect(elsewhere.write('a.bin', inPieces(small))).rejects.toMatchObject({
    code: 'storage_refused',
  });
  await expect(elsewhere.list('')[Symbol.asyncIterator]().next()).rejects.toMatchObject({
    code: 'storage_refused',
  });
});

test('no error tells the secret', async () => {
  const secret = 'a-secret-that-nobody-may-see';
  const stranger = createS3Storage({ ...place, accessKeyId: 'nobody', secretAccessKey: secret });
  const told = await stranger.write('a.bin', inPieces(small)).catch((error: unknown) => error);
  expect(JSON.stringify([String(told), stranger.describe()])).not.toContain(secret);
});

test.each([
  ['small', small],
  ['large', large],
])('a %s object that is to be new is not written over one that is there', async (name, bytes) => {
  const key = `new/${name}.bin`;
  await storage.write(key, inPieces(bytes), { isNew: true });
  const writing = storage.write(key, inPieces(bytes.subarray(1)), { isNew: true });
  await expect(writing).rejects.toMatchObject({ code: 'conflict' });
  expect(Buffer.compare(await buffer(storage.read(key)), Buffer.from(bytes))).toBe(0);
});

test('what fails once and may pass is tried again', async () => {
  let failures = 0;
  proxy.misbehave(() => {
    failures += 1;
    return failures > 2 ? undefined : { kind: 'hang-up' };
  });
  await storage.write('again.bin', inPieces(small));
  expect(failures).toBeGreaterThan(2);
});

test('an upload that fails in the middle leaves no object, and is given up', async () => {
  let parts = 0;
  const seen: string[] = [];
  proxy.misbehave(({ method = '', url = '' }) => {
    seen.push(`${method} ${url.includes('uploadId') ? 'part' : 'other'}`);
    if (method !== 'PUT') return undefined;
    parts += 1;
    return parts < 2 ? undefined : { kind: 'answer', status: 403, code: 'AccessDenied' };
  });
  await expect(storage.write('half.bin', inPieces(large))).rejects.toMatchObject({
    code: 'storage_refused',
  });
  expect(seen).toContain('DELETE part');
  proxy.misbehave(() => undefined);
  expect(await storage.size('half.bin')).toBeUndefined();
});
