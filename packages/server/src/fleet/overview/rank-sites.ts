import type { StateCounts } from './site-states.ts';

interface Ranked {
  readonly siteId: string;
  readonly devices: number;
  readonly byStatus: StateCounts;
}

/** How bad one device in each state is. What is not known may be anything, maintenance is meant to be. */
const weights: StateCounts = {
  error: 100,
  offline: 80,
  degraded: 20,
  unknown: 5,
  maintenance: 1,
  online: 0,
};

function badnessOf({ byStatus }: Ranked): number {
  let sum = 0;
  for (const [state, weight] of Object.entries(weights)) {
    sum += weight * byStatus[state as keyof StateCounts];
  }
  return sum;
}

/**
 * Sites that are open and worse off first; then those where all is well, by name; closed ones last, since
 * nobody is kept from buying there.
 */
export function rankSites<Site extends Ranked>(
  sites: readonly Site[],
  isOpen: (site: Site) => boolean,
): readonly Site[] {
  const keys = new Map(
    sites.map((site) => [site, { isOpen: isOpen(site), badness: badnessOf(site) }]),
  );
  return sites.toSorted((a, b) => {
    const [one, other] = [keys.get(a), keys.get(b)];
    if (one === undefined || other === undefined) return 0;
    if (one.isOpen !== other.isOpen) return one.isOpen ? -1 : 1;
    if (one.badness !== other.badness) return other.badness - one.badness;
    return a.siteId < b.siteId ? -1 : 1;
  });
}
