import { HomepotError, limits } from '../../kernel/index.ts';
import type { ByteRange } from './object-storage.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { failureOf } from './s3-error.ts';

/** Bytes of an object; undefined when it is not there. */
export async function readS3Size({ ask }: S3Bucket, name: string): Promise<number | undefined> {
  return ask('tell the size of an object', async (client) => {
    try {
      return await client.getContentLength(name);
    } catch (error) {
      if (failureOf(error).status === 404) return undefined;
      throw error;
    }
  });
}

const missing = ({ described }: S3Bucket, name: string) =>
  new HomepotError('archive_missing', { message: `${name} is not in ${described}` });

async function readSlice(bucket: S3Bucket, name: string, { start, end }: ByteRange) {
  const slice = await bucket.ask('hand out an object', async (client) => {
    try {
      const answer = await client.getObjectRaw(name, false, start, end);
      return new Uint8Array(await answer.arrayBuffer());
    } catch (error) {
      const { status } = failureOf(error);
      if (status === 404) throw missing(bucket, name);
      if (status !== 416) throw error;
      return new Uint8Array();
    }
  });
  if (slice.length === end - start) return slice;
  throw new HomepotError('archive_damaged', {
    message: `${name} has ${slice.length} bytes from byte ${start} on, not ${end - start}`,
  });
}

/** Reads an object, or a part of it, a slice at a time: no request is long, and none holds much. */
export async function* readS3Object(
  bucket: S3Bucket,
  name: string,
  range?: ByteRange,
): AsyncGenerator<Uint8Array> {
  const end = range?.end ?? (await readS3Size(bucket, name));
  if (end === undefined) throw missing(bucket, name);
  for (let start = range?.start ?? 0; start < end; start += limits.storageReadBytes) {
    const sliceEnd = Math.min(end, start + limits.storageReadBytes);
    yield await readSlice(bucket, name, { start, end: sliceEnd });
  }
}
