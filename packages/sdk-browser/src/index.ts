export type { ActivityFacts } from './client.ts';
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
export type { Settings } from './settings.ts';
