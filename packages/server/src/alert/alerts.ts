import type { AlertsDependencies } from './alerts-dependencies.ts';
import type { AlertFigures } from './evaluation/evaluator.ts';
import { createEvaluator } from './evaluation/evaluator.ts';
import type { FoundAlerts } from './found/found-alerts.ts';
import { createFoundAlerts } from './found/found-alerts.ts';
import type { PreviewRule } from './preview/preview-rule.ts';
import { createPreviewRule } from './preview/preview-rule.ts';
import { makeDefaultRules } from './rules/make-default-rules.ts';
import type { AlertRules } from './rules/rules.ts';
import { createAlertRules } from './rules/rules.ts';
import type { Silences } from './silences/silences.ts';
import { createSilences } from './silences/silences.ts';

/** Watches what is collected, and says what is wrong. */
export interface Alerts {
  /** Makes the rules of a new house. */
  start(): Promise<void>;
  /** Takes every rule that is due one step on, in turn with the other servers; again and again. */
  evaluate(): Promise<void>;
  /** Lets another server go on at once. */
  stop(): Promise<void>;
  figures(): AlertFigures;
  readonly rules: AlertRules;
  readonly found: FoundAlerts;
  readonly silences: Silences;
  /** Throws rule_invalid, rate_limited, query_too_long or database_unavailable. */
  readonly preview: PreviewRule;
}

export function createAlerts(deps: AlertsDependencies): Alerts {
  const evaluator = createEvaluator(deps);
  return {
    start: () => makeDefaultRules(deps),
    evaluate: () => evaluator.evaluate(),
    stop: () => evaluator.stop(),
    figures: () => evaluator.figures(),
    rules: createAlertRules(deps),
    found: createFoundAlerts(deps),
    silences: createSilences(deps),
    preview: createPreviewRule(deps),
  };
}
