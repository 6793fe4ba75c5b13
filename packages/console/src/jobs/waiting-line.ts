import type { AnswerOf, listJobTargets } from '@homepot/catalogue';

type Target = AnswerOf<typeof listJobTargets>['data'][number];

/**
 * Why nothing moves, where every device that is under way waits for its hour: which comes first and
 * when. Empty where one of them may be told now.
 */
export function waitingLine(targets: readonly Target[], nowMs: number): string {
  const instants = targets.map(({ state, not_before }) =>
    state === 'queued' && not_before !== null ? Date.parse(not_before) : 0,
  );
  const firstMs = Math.min(...instants);
  if (targets.length === 0 || firstMs <= nowMs) return '';
  const at = new Date(firstMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const hours =
    firstMs - nowMs > 600_000 ? ' (hours of the site; --force overrides busy ones)' : '';
  return `nobody is told before ${at}${hours}`;
}
