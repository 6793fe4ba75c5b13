import type { Progress } from '../progress.ts';

/** Tells nobody. */
export const quietProgress: Progress = {
  phase: () => undefined,
  begin: () => undefined,
  add: () => undefined,
};
