import type { ErrorFacts } from './client.ts';
import { init as initCore, page, trackActivity } from './core.ts';
import { currentClient, quietly, tell } from './current.ts';
import { describeError } from './describe-error.ts';
import { textCharactersMax } from './limits.ts';
import type { Counts } from './queue.ts';
import type { Settings } from './settings.ts';
import { watchErrors } from './watch-errors.ts';
import { watchPages } from './watch-pages.ts';

export { identify, optIn, optOut, page, reset, trackActivity } from './core.ts';

/** Somebody searched, and found so many. */
export const trackSearch = (query: string, resultsCount?: number): void =>
  trackActivity('search', {
    search_query: String(query).slice(0, textCharactersMax),
    ...(resultsCount === undefined ? {} : { results_count: resultsCount }),
  });

/** Something went wrong: whatever was thrown, and what else is known of it. */
export const trackError = (error: unknown, context?: ErrorFacts['context']): void =>
  tell((client) => client.logError(describeError(error, context)));

/** What became of the records so far, of this tab and of those that it took over. */
export const counts = (): (Counts & { waiting: number }) | undefined => currentClient()?.counts();

/** A page that is shown again under the same address is not another one. */
function capturePages(): void {
  let last: string | undefined;
  watchPages(window, () =>
    tell((client) => {
      const address = client.address();
      if (address !== last) page();
      last = address;
    }),
  );
}

/**
 * Begins to tell the house what happens on this page, and to notice what `autocapture` asks for; a
 * second call does nothing. Never throws.
 */
export function init(settings: Settings): void {
  quietly(() => {
    if (currentClient()) return;
    initCore(settings);
    if (!currentClient()) return;
    const { pages, errors } = settings.autocapture ?? {};
    if (pages) capturePages();
    if (errors) watchErrors(window, trackError);
  });
}
