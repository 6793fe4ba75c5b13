import { createHash } from 'node:crypto';
import { HomepotError, limits } from '../../kernel/index.ts';
import { checkKey } from './check-key.ts';
import { countBytes } from './counted-bytes.ts';
import type { ObjectStorage, StoredObject, WriteOptions, WrittenObject } from './object-storage.ts';
import type { S3Bucket, S3Place } from './s3-bucket.ts';
import { createS3Bucket } from './s3-bucket.ts';
import { readS3Object, readS3Size } from './s3-reading.ts';
import { uploadToS3 } from './s3-upload.ts';

/**
 * Reads all of an object back and compares. An ETag is a digest of the bytes with some services and
 * settings and something else with others, so that it proves nothing.
 */
async function compare(bucket: S3Bucket, name: string, written: WrittenObject): Promise<void> {
  const size = await readS3Size(bucket, name);
  const digest = createHash('sha256');
  if (size === written.bytes) {
    const range = { start: 0, end: size };
    for await (const chunk of readS3Object(bucket, name, range)) digest.update(chunk);
    if (digest.digest('hex') === written.sha256) return;
  }
  const found = size === written.bytes ? 'other bytes' : `${size ?? 0} bytes`;
  throw new HomepotError('archive_damaged', {
    message: `${name} was stored wrong in ${bucket.described}: ${found} in place of the ${written.bytes} bytes that were sent`,
  });
}

async function* listObjects(bucket: S3Bucket, prefix: string): AsyncGenerator<StoredObject> {
  for (let token: string | undefined; ; ) {
    const after = token;
    const page = await bucket.ask('list its objects', (client) =>
      client.listObjectsPaged('/', prefix, limits.storageListPageObjects, after),
    );
    if (!page?.objects) {
      throw new HomepotError('storage_refused', {
        message: `${bucket.described} is not there`,
      });
    }
    for (const { Key, Size } of page.objects) yield { key: Key, bytes: Number(Size) };
    token = page.nextContinuationToken;
    if (token === undefined) return;
  }
}

/** A bucket of an S3-compatible service as storage. */
export function createS3Storage(place: S3Place): ObjectStorage {
  const bucket = createS3Bucket(place);
  const { prefix } = place;
  const nameOf = (key: string) => prefix + checkKey(key);
  return {
    async write(key, source, options: WriteOptions = {}) {
      const counted = countBytes(source);
      await uploadToS3(bucket, nameOf(key), counted.source, options);
      const written = counted.total();
      await compare(bucket, nameOf(key), written);
      return written;
    },
    read: (key, range) => readS3Object(bucket, nameOf(key), range),
    size: (key) => readS3Size(bucket, nameOf(key)),
    async *list(start) {
      for await (const { key, bytes } of listObjects(bucket, prefix + start)) {
        yield { key: key.slice(prefix.length), bytes };
      }
    },
    async remove(key) {
      await bucket.ask('remove an object', (client) => client.deleteObject(nameOf(key)));
    },
    describe: () => bucket.described + (prefix === '' ? '' : `, below ${prefix}`),
  };
}
