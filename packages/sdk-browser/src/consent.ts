import type { Keep } from './keep.ts';

const name = 'homepot.consent';

/** Whether the visitor wants to be seen. */
export interface Consent {
  isGiven(): boolean;
  set(given: boolean): void;
}

/** What the visitor said; `needed` = silence is no. */
export const createConsent = (keep: Keep, needed: boolean): Consent => ({
  isGiven: () => (keep.get(name) ?? (needed ? '0' : '1')) === '1',
  set: (given) => keep.set(name, given ? '1' : '0'),
});
