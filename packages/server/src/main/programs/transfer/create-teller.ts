import { systemClock } from '../../../kernel/index.ts';
import type { Progress } from '../../backup/progress.ts';
import { createProgress } from '../../backup/progress.ts';
import { printFailure } from '../print.ts';

/** Tells the progress on standard error, unless told to be quiet. */
export const createTeller = (quiet: boolean | undefined): Progress =>
  createProgress(systemClock, quiet === true ? () => undefined : printFailure);
