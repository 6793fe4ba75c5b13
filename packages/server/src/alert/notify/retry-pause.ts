import { randomInt } from 'node:crypto';
import { limits } from '../../kernel/index.ts';

const factor = 4;

/** Milliseconds until the attempt after this one (from 1 on), moved a little by chance. */
export function retryPauseMs(attempt: number): number {
  const { notificationRetryMillisecondsMin, notificationRetryMillisecondsMax } = limits;
  const plain = notificationRetryMillisecondsMin * factor ** (attempt - 1);
  const bounded = Math.min(plain, notificationRetryMillisecondsMax);
  const jitter = limits.notificationJitterPercent;
  return Math.round((bounded * (100 + randomInt(-jitter, jitter + 1))) / 100);
}
