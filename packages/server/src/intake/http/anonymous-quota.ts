import type { Clock } from '../../kernel/index.ts';
import { HomepotError, limits } from '../../kernel/index.ts';
import { parseInet } from '../../store/index.ts';

/** How many errors an address that shows no credential may send. */
export interface AnonymousQuota {
  /** Takes one, before a body is read. Throws rate_limited when the address has nothing left. */
  takeFirst(address: string): void;
  /** Takes as many more as were sent. It may go below zero, which must be waited off. */
  take(address: string, count: number): void;
}

interface Bucket {
  readonly left: number;
  readonly atMs: number;
}

/** Who has one IPv6 address has 2^64 of them: they count together. */
function networkOf(address: string): string {
  const inet = parseInet(address.replace(/%.*$/, ''));
  return inet?.family === 6 ? inet.address.slice(0, 8).join('.') : address;
}

/** Each address has a bucket of `errorsPerMinute` that fills evenly. */
export function createAnonymousQuota(
  { clock }: { readonly clock: Clock },
  { errorsPerMinute }: { readonly errorsPerMinute: number },
): AnonymousQuota {
  const buckets = new Map<string, Bucket>();
  const perMs = errorsPerMinute / 60_000;

  function leftOf(network: string, nowMs: number): number {
    const bucket = buckets.get(network);
    if (bucket === undefined) return errorsPerMinute;
    return Math.min(errorsPerMinute, bucket.left + (nowMs - bucket.atMs) * perMs);
  }

  function take(address: string, count: number): void {
    const network = networkOf(address);
    const atMs = clock.monotonicMs();
    const left = leftOf(network, atMs) - count;
    buckets.delete(network);
    buckets.set(network, { left, atMs });
    if (buckets.size <= limits.anonymousAddressesMax) return;
    const oldest = buckets.keys().next().value;
    if (oldest !== undefined) buckets.delete(oldest);
  }

  return {
    take,
    takeFirst(address) {
      if (errorsPerMinute === 0) throw new HomepotError('not_signed_in');
      const left = leftOf(networkOf(address), clock.monotonicMs());
      if (left >= 1) return take(address, 1);
      throw new HomepotError('rate_limited', {
        message: `More than ${errorsPerMinute} errors a minute from this address`,
        retryAfterSeconds: Math.ceil((1 - left) / perMs / 1_000),
      });
    },
  };
}
