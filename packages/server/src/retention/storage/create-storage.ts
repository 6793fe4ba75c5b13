import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock, Config } from '../../kernel/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import { createFolderStorage } from './folder-storage.ts';
import type { ObjectStorage } from './object-storage.ts';
import { createRefusingStorage } from './refusing-storage.ts';
import type { S3Place } from './s3-bucket.ts';
import { createS3Storage } from './s3-storage.ts';

/** The settings that say where a storage is. */
type StorageConfig = Pick<
  Config,
  | 'ARCHIVE_URL'
  | 'ARCHIVE_S3_ENDPOINT'
  | 'ARCHIVE_S3_REGION'
  | 'ARCHIVE_S3_ACCESS_KEY_ID'
  | 'ARCHIVE_S3_SECRET_ACCESS_KEY'
>;

export interface StorageDependencies {
  readonly config: StorageConfig;
  readonly dataFolder: string;
  readonly clock: Clock;
}

const refusal = (message: string) => new HomepotError('storage_refused', { message });

/** The bucket that `s3://bucket/prefix` and the keys lead to, or what is missing. */
function readPlace(url: string, config: StorageConfig): S3Place | HomepotError {
  const { hostname: bucket, pathname } = new URL(url);
  const { ARCHIVE_S3_ACCESS_KEY_ID, ARCHIVE_S3_SECRET_ACCESS_KEY, ARCHIVE_S3_REGION } = config;
  if (bucket === '') return refusal('ARCHIVE_URL names no bucket');
  if (ARCHIVE_S3_ACCESS_KEY_ID === undefined || ARCHIVE_S3_SECRET_ACCESS_KEY === undefined) {
    return refusal('ARCHIVE_S3_ACCESS_KEY_ID and ARCHIVE_S3_SECRET_ACCESS_KEY are not both set');
  }
  const path = pathname.replaceAll(/^\/+|\/+$/g, '');
  return {
    endpoint: config.ARCHIVE_S3_ENDPOINT ?? `https://s3.${ARCHIVE_S3_REGION}.amazonaws.com`,
    region: ARCHIVE_S3_REGION,
    bucket,
    prefix: path === '' ? '' : `${path}/`,
    accessKeyId: ARCHIVE_S3_ACCESS_KEY_ID,
    secretAccessKey: ARCHIVE_S3_SECRET_ACCESS_KEY,
  };
}

function createBucket(place: S3Place | HomepotError): ObjectStorage {
  return place instanceof HomepotError ? createRefusingStorage(place) : createS3Storage(place);
}

/**
 * Opens the storage that ARCHIVE_URL names: a folder (`/srv/archive`, or `archive` in the data folder
 * unless given) or `s3://bucket/prefix`. Nothing is asked of it yet; where a
 * bucket is named without its keys, all that is asked of it is refused.
 */
export function createStorage({ config, dataFolder, clock }: StorageDependencies): ObjectStorage {
  const url = config.ARCHIVE_URL;
  if (url?.startsWith('s3://') === true) return createBucket(readPlace(url, config));
  if (url === undefined) return createFolderStorage(join(dataFolder, 'archive'), { clock });
  const folder = url.startsWith('file:') ? fileURLToPath(url) : resolve(url);
  return createFolderStorage(folder, { clock });
}
