import { ClientError } from '@homepot/client';
import { CommandError } from './command-error.ts';
import type { ExitCode } from './exit-codes.ts';
import { exitCodes } from './exit-codes.ts';

/** What is said and how the command ends when something went wrong. */
export interface Failure {
  readonly exitCode: ExitCode;
  readonly lines: readonly string[];
}

const startIt = 'Start it with `npm start` or `homepot up`, or set HOMEPOT_URL.';
const useAKey = 'Set HOMEPOT_KEY (or --key) to a key that may; `homepot keys create` makes one.';

function exitCodeOf(status: number): ExitCode {
  if (status === 0 || status === 502 || status === 503 || status === 504) {
    return exitCodes.unreachable;
  }
  if (status === 401 || status === 403) return exitCodes.notAllowed;
  if (status === 404) return exitCodes.notFound;
  if (status === 400 || status === 422) return exitCodes.usage;
  return exitCodes.failure;
}

function readClientFailure(error: ClientError): Failure {
  const lines = [error.path === undefined ? error.detail : `${error.detail} (${error.path})`];
  if (error.code === 'unreachable') lines.push(startIt);
  if (error.status === 401 || error.status === 403) lines.push(useAKey);
  if (error.status >= 500 && error.requestId !== undefined)
    lines.push(`Request ${error.requestId}`);
  return { exitCode: exitCodeOf(error.status), lines };
}

/** Puts any error into words and an exit code. */
export function readFailure(error: unknown): Failure {
  if (error instanceof ClientError) return readClientFailure(error);
  if (error instanceof CommandError) {
    const lines = error.action === undefined ? [error.message] : [error.message, error.action];
    return { exitCode: error.exitCode, lines };
  }
  const text = error instanceof Error ? error.message : String(error);
  return { exitCode: exitCodes.failure, lines: [text] };
}
