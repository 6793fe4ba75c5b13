import type { CallerPlace } from '../../auth/index.ts';
import { appendAudit, createAttemptLimiter } from '../../auth/index.ts';
import { limits } from '../../kernel/index.ts';
import type { EnrolmentDependencies } from './enrolment-dependencies.ts';

/** Why a token was not accepted, as the audit trail tells it; the caller is not told. */
export type RefusalCause = 'unknown' | 'used' | 'revoked' | 'expired' | 'site removed';

export interface Refusal {
  readonly cause: RefusalCause;
  /** The token, where it is one of ours. */
  readonly tokenId?: string | undefined;
}

/** Tells of a refused token. */
export type TellRefusal = (refusal: Refusal, place: CallerPlace) => Promise<void>;

/**
 * Tells the audit trail of tokens that were refused, so many a minute; the next one that is told says
 * how many were not. What was presented is never told: it may be nearly right.
 */
export function createRefusals({ database, clock, log }: EnrolmentDependencies): TellRefusal {
  const limiter = createAttemptLimiter(
    { clock },
    { attemptsPerMinute: limits.refusedEnrolmentsAuditedPerMinuteMax, namesMax: 1 },
  );
  let untold = 0;
  return async ({ cause, tokenId }, place) => {
    if (!limiter.take('refusals')) {
      untold += 1;
      return;
    }
    const metadata = { cause, token_id: tokenId ?? null, untold_before: untold };
    untold = 0;
    log.info({ address: place.address, cause }, 'an enrolment token was refused');
    await database.transaction((transaction) =>
      appendAudit(transaction, {
        ...place,
        atMs: clock.nowMs(),
        eventType: 'enrolment_refused',
        description: `An enrolment token was refused: ${cause}`,
        metadata,
      }),
    );
  };
}
