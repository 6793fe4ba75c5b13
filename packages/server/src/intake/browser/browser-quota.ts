import { createAttemptLimiter } from '../../auth/index.ts';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';

export interface BrowserQuotaOptions {
  /** The setting BROWSER_BATCHES_PER_MINUTE. */
  readonly batchesPerMinute: number;
  /** The setting BROWSER_BATCHES_PER_ADDRESS_PER_MINUTE. */
  readonly batchesPerAddressPerMinute: number;
}

/** How many batches pages may send. */
export interface BrowserQuota {
  /** Takes a batch of the key from the address. Throws rate_limited. */
  take(keyId: string, address: string): void;
}

/** Each address and each key has a bucket that fills evenly; the address is asked first. */
export function createBrowserQuota(
  deps: { readonly clock: Clock },
  { batchesPerMinute, batchesPerAddressPerMinute }: BrowserQuotaOptions,
): BrowserQuota {
  const namesMax = limits.browserSendersMax;
  const addresses = createAttemptLimiter(deps, {
    attemptsPerMinute: batchesPerAddressPerMinute,
    namesMax,
    what: 'batches from web pages',
  });
  const keys = createAttemptLimiter(deps, { attemptsPerMinute: batchesPerMinute, namesMax });
  return {
    take(keyId, address) {
      // What one address sends too much costs the other visitors nothing.
      addresses.require(address);
      if (keys.take(keyId)) return;
      throw new HomepotError('rate_limited', {
        message: `More than ${batchesPerMinute} batches a minute with this key`,
        retryAfterSeconds: 60 / batchesPerMinute,
      });
    },
  };
}
