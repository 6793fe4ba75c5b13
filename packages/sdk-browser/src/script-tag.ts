import { quietly } from './current.ts';
import { init } from './homepot.ts';

export {
  counts,
  identify,
  init,
  optIn,
  optOut,
  page,
  reset,
  trackActivity,
  trackError,
  trackSearch,
} from './homepot.ts';

const wordsOf = (text = ''): string[] => text.split(/[\s,]+/).filter(Boolean);

/**
 * What `<script src="https://homepot.example/sdk/homepot.js" data-key="…">` says: data-key begins by
 * itself, at the house that the script came from unless data-url names another; data-autocapture
 * (`pages errors`), data-allowed-query (`page sort`) and data-consent (`needed`) as in `init`.
 */
function initFromTag(): void {
  const script = document.currentScript as HTMLScriptElement;
  const { key, url, autocapture, allowedQuery, consent } = script.dataset;
  if (!key) return;
  const wanted = wordsOf(autocapture);
  init({
    key,
    url: url ?? new URL(script.src).origin,
    allowedQuery: wordsOf(allowedQuery),
    consentNeeded: consent === 'needed',
    autocapture: { pages: wanted.includes('pages'), errors: wanted.includes('errors') },
  });
}

quietly(initFromTag);
