import type { AlertEvent } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { Episode } from '../machine/episode.ts';
import { subjectInWords } from '../machine/subject-in-words.ts';
import type { Telling } from '../machine/tell-episodes.ts';
import type { StoredRule } from '../rules/stored-rule.ts';
import { summaryOf } from './stored-episode.ts';

type ToldRule = Omit<StoredRule, 'evaluated_at' | 'error'>;

const isoOf = (ms: number): string => new Date(ms).toISOString();

function summaryOfAll(rule: ToldRule, first: Episode, others: readonly Episode[], isOver: boolean) {
  const over = isOver ? 'Over: ' : '';
  const named = others.slice(0, 3).map(({ labels }) => subjectInWords(labels));
  const rest = others.length - named.length;
  const more = [...named, ...(rest > 0 ? [`${rest} more`] : [])].join(', ');
  return `${over}${summaryOf(rule, first)}${others.length === 0 ? '' : ` Also: ${more}.`}`;
}

/**
 * A message that tells of episodes of one rule. Its id is that of the first of them, which is told of
 * its beginning, and of its end, once.
 */
export function eventOf(
  rule: ToldRule,
  { type, episodes: [first, ...others] }: Telling,
  atMs: number,
  publicUrl: string | undefined,
): AlertEvent | undefined {
  if (first === undefined) return undefined;
  const also = others.slice(0, limits.alertsNamedMax - 1).map((episode) => ({
    id: String(episode.id),
    subject: subjectInWords(episode.labels),
    value: episode.value,
    since: isoOf(episode.sinceMs),
  }));
  return {
    id: `alert-${first.id}-${type}`,
    type: `alert.${type}`,
    atMs,
    url: publicUrl === undefined ? undefined : `${publicUrl.replace(/\/$/, '')}/alerts/${first.id}`,
    alert: {
      id: String(first.id),
      rule: rule.name,
      severity: rule.severity,
      subject: subjectInWords(first.labels),
      summary: summaryOfAll(rule, first, others, type === 'resolved'),
      value: first.value,
      threshold: rule.threshold,
      since: isoOf(first.sinceMs),
      labels: { ...first.labels, provenance: first.provenance },
      rule_id: rule.id,
      runbook_url: rule.runbook_url,
      also_count: others.length,
      also,
    },
  };
}

/** Who is told of a rule: those that it names, else every notifier. */
export async function notifierIdsOf(
  { query }: Transaction,
  { notifier_ids }: Pick<StoredRule, 'notifier_ids'>,
): Promise<readonly number[]> {
  if (notifier_ids !== null) return notifier_ids;
  const rows = await query<{ id: number }>(
    'SELECT id FROM notifiers WHERE enabled AND removed_at IS NULL ORDER BY id',
  );
  return rows.map(({ id }) => id);
}
