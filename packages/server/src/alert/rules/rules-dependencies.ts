import type { AlertsDependencies } from '../alerts-dependencies.ts';

/** What the rules stand on. */
export type RulesDependencies = Pick<
  AlertsDependencies,
  'database' | 'clock' | 'notifications' | 'publicUrl'
>;
