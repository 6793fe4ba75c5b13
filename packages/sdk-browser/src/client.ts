import type { ActivityType, BrowserActivity, BrowserError } from '@homepot/catalogue';
import { createConsent } from './consent.ts';
import type { Host } from './host.ts';
import { createIdentity } from './identity.ts';
import { createKeep } from './keep.ts';
import type { Counts } from './queue.ts';
import { createQueue } from './queue.ts';
import type { Settings } from './settings.ts';
import { stripUrl } from './strip-url.ts';
import { createTransport } from './transport.ts';

type Told = 'timestamp' | 'user_id' | 'visitor_id' | 'session_id';

/** What may be said of an activity besides what it is. */
export type ActivityFacts = Omit<BrowserActivity, Told | 'activity_type'>;
/** What is said of an error. */
export type ErrorFacts = Omit<BrowserError, Told>;

/** What a page tells the house through. */
export interface Client {
  trackActivity(type: ActivityType, facts?: ActivityFacts): void;
  logError(facts: ErrorFacts): void;
  identify(userId: string): void;
  reset(): void;
  setConsent(given: boolean): void;
  /** The address of the page as it is sent. */
  address(): string;
  /** The page is hidden or ends. `leaves` = its tab may never come back. */
  hide(leaves: boolean): void;
  show(): void;
  retry(): void;
  counts(): Counts & { waiting: number };
}

/** The id of a key, which stands between its scope and its secret part. */
const keyIdOf = (key: string): string => key.split('_')[2] ?? '';

/** Makes what a page tells the house through. `readAddress` = the address of the page now. */
export function createClient(host: Host, settings: Settings, readAddress: () => string): Client {
  const keep = createKeep(host.storage);
  const consent = createConsent(keep, settings.consentNeeded === true);
  const identity = createIdentity(host, keep);
  const queue = createQueue(host, keep, keyIdOf(settings.key));
  const transport = createTransport(host, queue, settings);

  const pageOf = (address = readAddress()): string =>
    stripUrl(address, readAddress(), settings.allowedQuery ?? []);

  function add(list: 'activities' | 'errors', facts: object): void {
    if (!consent.isGiven()) return;
    const timestamp = new Date(host.nowMs()).toISOString();
    transport.wake(queue.add(list, { timestamp, ...identity.who(), ...facts }));
  }

  if (consent.isGiven()) transport.wake(false);

  return {
    trackActivity: (type, facts = {}) =>
      add('activities', {
        ...facts,
        activity_type: type,
        page_url: pageOf(facts.page_url),
      }),
    logError: (facts) =>
      add('errors', { ...facts, context: { page_url: pageOf(), ...facts.context } }),
    identify(userId) {
      if (consent.isGiven()) identity.identify(userId);
    },
    reset: identity.reset,
    setConsent(given) {
      consent.set(given);
      if (given) return;
      identity.reset();
      queue.clear();
      queue.leave();
    },
    address: () => pageOf(),
    hide(leaves) {
      if (consent.isGiven()) transport.handOver();
      if (leaves) queue.leave();
    },
    show: () => transport.wake(false),
    retry: transport.retry,
    counts: () => ({ ...queue.counts, waiting: queue.waiting() }),
  };
}
