import { setTimeout as pause } from 'node:timers/promises';
import { S3mini } from 's3mini';
import { limits } from '../../kernel/index.ts';
import { mayPass, toS3Error } from './s3-error.ts';

/** A bucket, and who may use it. */
export interface S3Place {
  /** Where the service is, without the bucket: `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  /** Before every key; empty, or ending in a slash. */
  readonly prefix: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** A bucket of which things are asked. */
export interface S3Bucket {
  readonly client: S3mini;
  /** `the bucket NAME at ADDRESS` */
  readonly described: string;
  /** Makes a request, again where its failure may pass. `doing` is what the bucket was to do. */
  ask<T>(doing: string, request: (client: S3mini) => Promise<T>): Promise<T>;
}

export function createS3Bucket(place: S3Place): S3Bucket {
  const client = new S3mini({
    endpoint: `${place.endpoint.replace(/\/+$/, '')}/${place.bucket}`,
    region: place.region,
    accessKeyId: place.accessKeyId,
    secretAccessKey: place.secretAccessKey,
    requestAbortTimeout: limits.storageRequestMillisecondsMax,
  });
  const described = `the bucket ${place.bucket} at ${place.endpoint}`;
  return {
    client,
    described,
    async ask(doing, request) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await request(client);
        } catch (error) {
          if (!mayPass(error) || attempt >= limits.storageAttemptsMax) {
            throw toS3Error(error, described, doing);
          }
          await pause(limits.storageRetryMilliseconds * 2 ** (attempt - 1) * (0.5 + Math.random()));
        }
      }
    },
  };
}
