import { createHash } from 'node:crypto';
import { limits } from '../../kernel/index.ts';

/**
 * Milliseconds before the next attempt: twice as long with each, and spread by half up and down so
 * that devices that failed together do not come back together. Decided by the id of the command that
 * failed: whoever computes it comes to the same.
 */
export function retryPauseMs(tries: number, commandId: string): number {
  const { commandRetryMillisecondsMin: least, commandRetryMillisecondsMax: most } = limits;
  const spread = createHash('sha256').update(commandId).digest().readUInt32BE(0) / 2 ** 32;
  return Math.round(Math.min(least * 2 ** Math.max(0, tries - 1), most) * (0.5 + spread));
}
