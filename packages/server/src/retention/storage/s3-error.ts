import type { ErrorCode } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';

/** What an error of the client tells, without its stack of classes. */
interface Failure {
  readonly status: number | undefined;
  readonly code: string | undefined;
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The client wraps what went wrong once or twice. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { status: undefined, code: undefined };
  const { status, serviceCode, code } = error as {
    status?: unknown;
    serviceCode?: unknown;
    code?: unknown;
  };
  if (typeof status === 'number') return { status, code: text(serviceCode) };
  if (error.cause !== undefined) return failureOf(error.cause);
  return { status: undefined, code: text(code) };
}

/** Storage that is full says so in different ways: MinIO, Ceph, and quotas of others. */
const fullCodes = new Set([
  'XMinioStorageFull',
  'QuotaExceeded',
  'EntityTooLarge',
  'InsufficientStorage',
]);

function codeOf({ status, code }: Failure): ErrorCode {
  if (status === 507 || fullCodes.has(code ?? '')) return 'storage_full';
  if (status === undefined || status >= 500 || status === 429 || status === 408)
    return 'storage_unavailable';
  return 'storage_refused';
}

/** Whether the same request may succeed a moment later. */
export const mayPass = (error: unknown): boolean =>
  !(error instanceof HomepotError) && codeOf(failureOf(error)) === 'storage_unavailable';

/** An error of the client as one of a storage, with what the service said. */
export function toS3Error(error: unknown, place: string, doing: string): unknown {
  if (error instanceof HomepotError) return error;
  const failure = failureOf(error);
  const said = [failure.status, failure.code].filter((each) => each !== undefined).join(' ');
  const reason = said || (error instanceof Error ? error.message : String(error));
  return new HomepotError(codeOf(failure), {
    message: `${place} did not ${doing}: ${reason}`,
    cause: error,
  });
}
