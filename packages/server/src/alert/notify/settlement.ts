import type { DeliveryState } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Attempt } from './attempt.ts';
import { retryPauseMs } from './retry-pause.ts';

/** What becomes of a message after an attempt. */
export interface Settlement {
  readonly state: Exclude<DeliveryState, 'cancelled'>;
  /** Milliseconds until it is due again, where it waits. */
  readonly pauseMs: number;
  /** Whether the attempt counts. */
  readonly counts: boolean;
}

const ended = (state: Settlement['state']): Settlement => ({ state, pauseMs: 0, counts: true });

/**
 * Decides what becomes of a message. `attempt` counts from 1; an attempt that this server cut off to
 * stop does not count, and another server makes it anew.
 */
export function settle(attempt: number, how: Attempt, wasCutOff: boolean): Settlement {
  if (how.outcome === 'sent') return ended('sent');
  if (how.outcome === 'gone') return ended('failed');
  if (how.outcome === 'retry' && wasCutOff) return { state: 'waiting', pauseMs: 0, counts: false };
  if (how.outcome === 'refused' && attempt >= limits.notificationRefusalsMax)
    return ended('failed');
  if (attempt >= limits.notificationAttemptsMax) return ended('given_up');
  const asked = how.outcome === 'retry' ? (how.pauseSeconds ?? 0) * 1_000 : 0;
  return { state: 'waiting', pauseMs: Math.max(retryPauseMs(attempt), asked), counts: true };
}
