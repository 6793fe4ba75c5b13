import type { ErrorCode } from '@homepot/catalogue';
import { errorFacts } from '@homepot/catalogue';
import { ClientError } from './client-error.ts';

const isErrorCode = (code: unknown): code is ErrorCode =>
  typeof code === 'string' && Object.hasOwn(errorFacts, code);

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** Seconds of a `Retry-After` header, which is a number of seconds or a date. */
export function readRetryAfter(header: string | null, nowMs: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds);
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, (date - nowMs) / 1000);
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** Reads an answer that is no success into the error that says so. Never throws. */
export async function readProblem(response: Response, origin: string): Promise<ClientError> {
  const text = await response.text().catch(() => '');
  const problem = parseObject(text);
  const known = isErrorCode(problem.code);
  return new ClientError({
    code: isErrorCode(problem.code) ? problem.code : 'unexpected',
    detail:
      textOf(problem.detail) ??
      textOf(problem.title) ??
      `The server at ${origin} answered ${response.status}${known ? '' : ', and not as HOMEPOT does'}.`,
    status: response.status,
    path: textOf(problem.path),
    retryAfterSeconds: readRetryAfter(response.headers.get('retry-after'), Date.now()),
    requestId: textOf(problem.request_id),
    problem,
  });
}
