import type { Host } from './host.ts';
import type { Keep } from './keep.ts';
import { leaseMilliseconds, leaseRenewedMilliseconds, leaseTrustedMilliseconds } from './limits.ts';

/** By which tabs say that they live. */
export interface Leases {
  renew(): void;
  /** Whether ours is so old that another tab might take ours for a tab that has gone. */
  isUnsure(): boolean;
  end(): void;
  isLive(tab: string): boolean;
}

/** The leases of tabs that send with the same key; `tab` is this one. */
export function createLeases(host: Host, keep: Keep, keyId: string, tab: string): Leases {
  const start = `homepot.tab.${keyId}.`;
  let renewedMs = 0;
  const ageOf = (atMs: number): number => Math.abs(host.nowMs() - atMs);
  return {
    renew() {
      if (ageOf(renewedMs) < leaseRenewedMilliseconds) return;
      renewedMs = host.nowMs();
      keep.set(start + tab, `${renewedMs}`);
    },
    isUnsure: () => ageOf(renewedMs) > leaseTrustedMilliseconds,
    end() {
      renewedMs = 0;
      keep.remove(start + tab);
    },
    isLive(other) {
      if (other === tab) return true;
      const lease = keep.get(start + other);
      if (lease !== undefined && ageOf(Number(lease)) > leaseMilliseconds)
        keep.remove(start + other);
      return keep.get(start + other) !== undefined;
    },
  };
}
