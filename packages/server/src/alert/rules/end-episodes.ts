import type { Transaction } from '../../store/index.ts';
import { eventOf, notifierIdsOf } from '../evaluation/alert-event.ts';
import { dropEpisodes, readEpisodes, writeEpisodes } from '../evaluation/stored-episode.ts';
import type { RulesDependencies } from './rules-dependencies.ts';
import type { StoredRule } from './stored-rule.ts';

type Reason = 'rule_changed' | 'rule_disabled' | 'rule_removed';

/**
 * Ends what is open of a rule, because nobody looks for its end any more: whoever was told of the
 * beginning is told of it.
 */
export async function endEpisodes(
  deps: Pick<RulesDependencies, 'notifications' | 'publicUrl'>,
  transaction: Transaction,
  rule: StoredRule,
  reason: Reason,
  atMs: number,
): Promise<void> {
  const found = await readEpisodes(transaction, rule);
  await dropEpisodes(
    transaction,
    found.filter(({ phase }) => phase === 'pending'),
  );
  const over = found
    .filter(({ phase }) => phase !== 'pending')
    .map((episode) => ({
      ...episode,
      phase: 'resolved' as const,
      resolvedAtMs: episode.resolvedAtMs ?? atMs,
      waitingSinceMs: undefined,
      endToldAtMs: episode.toldAtMs === undefined ? undefined : atMs,
    }));
  await writeEpisodes(transaction, rule, over, atMs);
  await transaction.query('UPDATE alerts SET resolved_reason = $2 WHERE id = ANY ($1::bigint[])', [
    found.filter(({ phase }) => phase === 'firing').map(({ id }) => id),
    reason,
  ]);
  const episodes = over.filter(({ toldAtMs }) => toldAtMs !== undefined);
  const event = eventOf(rule, { type: 'resolved', episodes }, atMs, deps.publicUrl);
  if (event === undefined) return;
  const notifierIds = await notifierIdsOf(transaction, rule);
  await deps.notifications.enqueue(transaction, event, notifierIds);
}
