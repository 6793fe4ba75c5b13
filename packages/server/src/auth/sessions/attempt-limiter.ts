import { isIPv6 } from 'node:net';
import type { Clock } from '../../kernel/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import { createBoundedMap } from '../bounded-map.ts';

/**
 * Counts attempts per name, for example sign-ins per address. Each name has a bucket of
 * `attemptsPerMinute` that fills evenly; an attempt takes one out. Names are bounded: a flood of
 * new ones makes the house forget those that tried longest ago.
 */
export interface AttemptLimiter {
  /** Whether there was an attempt left, which is taken. */
  take(name: string): boolean;
  /** Forgets the attempts of the name. */
  forget(name: string): void;
  /** Takes an attempt of the address or throws rate_limited. */
  require(address: string): void;
  /** Gives the address its attempt back: it was a good one. */
  giveBack(address: string): void;
}

interface Bucket {
  readonly left: number;
  readonly atMs: number;
}

/** Who has one IPv6 address has 2^64 of them: they count together. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address;
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const start = head === '' ? [] : head.split(':');
  const end = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros: string[] = new Array(Math.max(0, 8 - start.length - end.length)).fill('0');
  const groups = [...start, ...zeros, ...end].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
}

export function createAttemptLimiter(
  { clock }: { readonly clock: Clock },
  {
    attemptsPerMinute,
    namesMax,
    what = 'sign-ins',
  }: {
    readonly attemptsPerMinute: number;
    readonly namesMax: number;
    /** What is counted, in words. */
    readonly what?: string;
  },
): AttemptLimiter {
  const buckets = createBoundedMap<Bucket>(namesMax);
  const perMs = attemptsPerMinute / 60_000;

  function leftOf(name: string, nowMs: number): number {
    const bucket = buckets.get(name);
    if (bucket === undefined) return attemptsPerMinute;
    return Math.min(attemptsPerMinute, bucket.left + (nowMs - bucket.atMs) * perMs);
  }

  function take(name: string): boolean {
    const nowMs = clock.monotonicMs();
    const left = leftOf(name, nowMs);
    const allowed = left >= 1;
    buckets.set(name, { left: allowed ? left - 1 : left, atMs: nowMs });
    return allowed;
  }

  return {
    take,
    forget: buckets.delete,
    require(address) {
      if (take(networkOf(address))) return;
      throw new HomepotError('rate_limited', {
        message: `Too many ${what} from this address`,
        retryAfterSeconds: Math.ceil(60 / attemptsPerMinute),
      });
    },
    giveBack(address) {
      const name = networkOf(address);
      const atMs = clock.monotonicMs();
      buckets.set(name, { left: Math.min(attemptsPerMinute, leftOf(name, atMs) + 1), atMs });
    },
  };
}
