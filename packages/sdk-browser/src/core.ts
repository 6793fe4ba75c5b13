import type { ActivityType } from '@homepot/catalogue';
import type { ActivityFacts } from './client.ts';
import { createClient } from './client.ts';
import { currentClient, quietly, setClient, tell } from './current.ts';
import { createHost, refusesToBeSeen } from './host.ts';
import type { Settings } from './settings.ts';

/**
 * Begins to tell the house what happens on this page; a second call does nothing. Where the browser
 * says that its person does not want to be followed (Do Not Track, Global Privacy Control), nothing is
 * kept or sent, whatever is called. Like everything here, it never throws.
 */
export function init(settings: Settings): void {
  quietly(() => {
    if (currentClient() || refusesToBeSeen(window)) return;
    const client = createClient(createHost(window), settings, () => location.href);
    setClient(client);
    const on = (target: EventTarget, name: string, run: () => void): void =>
      target.addEventListener(name, () => quietly(run));
    on(document, 'visibilitychange', () => {
      if (document.visibilityState === 'hidden') client.hide(false);
      else client.show();
    });
    on(window, 'pagehide', () => client.hide(true));
    on(window, 'pageshow', client.show);
    on(window, 'online', client.retry);
  });
}

/** Somebody did something, on this page unless `facts.page_url` says otherwise. */
export const trackActivity = (type: ActivityType, facts?: ActivityFacts): void =>
  tell((client) => client.trackActivity(type, facts));

/** Somebody sees a page: this one, or that of another address. */
export const page = (url?: string): void =>
  trackActivity('page_view', url === undefined ? {} : { page_url: url });

/** Says who it is. The house keeps it as what a page said, never as somebody who signed in. */
export const identify = (userId: string): void => tell((client) => client.identify(userId));

/** Forgets who it was: after signing out. */
export const reset = (): void => tell((client) => client.reset());

/** The visitor does not want to be seen: forgets everything that is kept, and sends nothing more. */
export const optOut = (): void => tell((client) => client.setConsent(false));

/** The visitor agrees to be seen. */
export const optIn = (): void => tell((client) => client.setConsent(true));
