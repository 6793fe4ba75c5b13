import type { ErrorCategory, ErrorSeverity } from '@homepot/catalogue';
import type { Intake } from '../../intake/index.ts';
import { selfSender } from '../../intake/index.ts';
import type { Clock, Log } from '../../kernel/index.ts';
import { cutText, HomepotError, limits, within } from '../../kernel/index.ts';
import { classifyDatabaseError, sqlState } from '../../store/index.ts';

/** Where in the house something went wrong that nobody expected. */
interface OwnErrorPlace {
  readonly kind: 'request' | 'periodic job' | 'listener' | 'process';
  /** Of the job or the listener. */
  readonly name?: string;
  readonly endpoint?: string;
  readonly requestId?: string;
}

/** What was counted, under the names that every room uses. */
export interface OwnErrorCounts {
  readonly received: number;
  readonly passed: number;
  readonly dropped: number;
  readonly failed: number;
}

/** The errors of the house itself, told through its own door. */
export interface OwnErrors {
  /** Takes note of an error. Returns at once and never throws. */
  note(error: unknown, place: OwnErrorPlace): void;
  counts(): OwnErrorCounts;
  /** Waits for those on their way, `ownErrorsStopMillisecondsMax` at most. */
  stop(): Promise<void>;
}

export interface OwnErrorsDependencies {
  readonly intake: Pick<Intake, 'submit'>;
  readonly clock: Clock;
  readonly log: Log;
}

const severities: Readonly<Record<OwnErrorPlace['kind'], ErrorSeverity>> = {
  request: 'error',
  'periodic job': 'error',
  listener: 'error',
  process: 'critical',
};

const minuteMs = 60_000;

/** What was thrown, of an error that is told to callers in its place. */
function causeOf(error: unknown): unknown {
  return error instanceof HomepotError && error.cause !== undefined ? error.cause : error;
}

const categoryOf = (error: unknown): ErrorCategory =>
  sqlState(error) === undefined ? 'api' : 'database';

function describe(cause: unknown, place: OwnErrorPlace, atMs: number, droppedBefore: number) {
  const { message, stack } = cause instanceof Error ? cause : new Error(String(cause));
  const code = sqlState(cause);
  return {
    timestamp: new Date(atMs).toISOString(),
    category: categoryOf(cause),
    severity: severities[place.kind],
    ...(code === undefined ? {} : { error_code: code }),
    error_message: cutText(
      message || 'an error without a message',
      limits.ownErrorMessageCharactersMax,
    ),
    ...(stack === undefined
      ? {}
      : { stack_trace: cutText(stack, limits.ownErrorStackCharactersMax) }),
    ...(place.endpoint === undefined ? {} : { endpoint: cutText(place.endpoint, 255) }),
    ...(place.requestId === undefined ? {} : { request_id: cutText(place.requestId, 64) }),
    context: {
      service: 'homepot',
      kind: place.kind,
      ...(place.name === undefined ? {} : { name: place.name }),
      ...(droppedBefore === 0 ? {} : { dropped_before: droppedBefore }),
    },
  };
}

/**
 * Creates what tells of the errors of the house itself. Each becomes a row of `error_logs`, through the
 * door like any other. It breeds nothing: an error that cannot be told is counted, and no more; one
 * that is met twice on its way out is told once; and a minute has `ownErrorsPerMinuteMax`, so that a
 * fault in the middle of everything does not fill the disk.
 */
export function createOwnErrors({ intake, clock, log }: OwnErrorsDependencies): OwnErrors {
  const told = new WeakSet<object>();
  const underway = new Set<Promise<void>>();
  const counts = { received: 0, passed: 0, dropped: 0, failed: 0 };
  let minute = { sinceMs: Number.NEGATIVE_INFINITY, left: 0, dropped: 0 };

  function isNew(error: unknown): boolean {
    if (typeof error !== 'object' || error === null) return true;
    if (told.has(error)) return false;
    told.add(error);
    return true;
  }

  /** How many were dropped in the minute before; undefined where this one is to be dropped. */
  function admit(): number | undefined {
    const nowMs = clock.monotonicMs();
    let droppedBefore = 0;
    if (nowMs - minute.sinceMs >= minuteMs) {
      droppedBefore = minute.dropped;
      minute = { sinceMs: nowMs, left: limits.ownErrorsPerMinuteMax, dropped: 0 };
    }
    if (minute.left > 0) {
      minute.left -= 1;
      return droppedBefore;
    }
    minute.dropped += 1;
    counts.dropped += 1;
    return undefined;
  }

  async function submit(record: object): Promise<void> {
    try {
      const answer = await intake.submit(selfSender, 'error_logs', {
        kind: 'records',
        records: [record],
      });
      if (answer.accepted === 1) counts.passed += 1;
      else counts.failed += 1;
    } catch (error) {
      counts.failed += 1;
      log.debug({ err: error }, 'an error of the house could not be told');
    }
  }

  return {
    note(error, place) {
      const cause = causeOf(error);
      // A database that is away is told by the health of the house, and could not keep this.
      if (classifyDatabaseError(cause) === 'retry' || !isNew(cause)) return;
      counts.received += 1;
      const droppedBefore = admit();
      if (droppedBefore === undefined) return;
      const telling = submit(describe(cause, place, clock.nowMs(), droppedBefore));
      underway.add(telling);
      void telling.finally(() => underway.delete(telling));
    },
    counts: () => ({ ...counts }),
    async stop() {
      await within(limits.ownErrorsStopMillisecondsMax, Promise.all(underway));
    },
  };
}
