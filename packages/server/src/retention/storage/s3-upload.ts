import { HomepotError, limits } from '../../kernel/index.ts';
import type { WriteOptions } from './object-storage.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { readS3Size } from './s3-reading.ts';
import { takeParts } from './take-parts.ts';

type Parts = AsyncIterator<Uint8Array, void>;

async function uploadParts(
  { ask }: S3Bucket,
  name: string,
  upload: string,
  parts: Parts,
  first: Uint8Array,
) {
  const sent: { partNumber: number; etag: string }[] = [];
  for (let part: Uint8Array | undefined = first; part !== undefined; ) {
    const body = part;
    const number = sent.length + 1;
    if (number > limits.storagePartsMax) {
      throw new HomepotError('storage_refused', {
        message: `${name} has more than ${limits.storagePartsMax} parts`,
      });
    }
    sent.push(await ask('take a part', (client) => client.uploadPart(name, upload, body, number)));
    const next = await parts.next();
    part = next.done === true ? undefined : next.value;
  }
  return sent;
}

/**
 * Not every service can be told to take an object only where there is none. So it is asked right before the
 * request that would replace one; that two ask in the same instant, with the same name, is left to chance.
 */
async function requireFree(bucket: S3Bucket, name: string): Promise<void> {
  if ((await readS3Size(bucket, name)) === undefined) return;
  throw new HomepotError('conflict', {
    message: `${name} is in ${bucket.described} already, and was not written over`,
  });
}

async function uploadLarge(
  bucket: S3Bucket,
  name: string,
  parts: Parts,
  first: Uint8Array,
  { isNew = false }: WriteOptions,
) {
  const { ask } = bucket;
  const upload = await ask('begin an upload', (client) => client.getMultipartUploadId(name));
  try {
    const sent = await uploadParts(bucket, name, upload, parts, first);
    if (isNew) await requireFree(bucket, name);
    await ask('put the parts together', (client) =>
      client.completeMultipartUpload(name, upload, sent),
    );
  } catch (error) {
    // What was sent of it costs room until it is given up.
    await bucket.client.abortMultipartUpload(name, upload).catch(() => undefined);
    throw error;
  }
}

/** Writes an object: in one request if it is small, else in parts, of which one is held at a time. */
export async function uploadToS3(
  bucket: S3Bucket,
  name: string,
  source: AsyncIterable<Uint8Array>,
  options: WriteOptions,
): Promise<void> {
  const parts = takeParts(source, limits.storagePartBytes);
  const { value } = await parts.next();
  const first = value ?? new Uint8Array();
  if (first.length === limits.storagePartBytes) {
    await uploadLarge(bucket, name, parts, first, options);
  } else {
    if (options.isNew === true) await requireFree(bucket, name);
    await bucket.ask('take an object', (client) => client.putObject(name, first));
  }
}
