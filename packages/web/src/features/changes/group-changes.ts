import type { configurationHistory, RowOf } from '@homepot/catalogue';
import type { Tone } from '../../components/tag.tsx';
import { readVerdict, verdictInWords } from './verdict.ts';

export type ChangeRow = RowOf<typeof configurationHistory> & { readonly id: number };

/** The same change on one device or several, as one. */
export interface ChangeGroup {
  readonly key: string;
  readonly atMs: number;
  readonly parameter: string;
  readonly from: string;
  readonly to: string;
  readonly how: string;
  readonly why: string | null;
  readonly jobId: string | null;
  readonly rows: readonly ChangeRow[];
}

const textOf = (value: unknown): string =>
  value === null || value === undefined
    ? 'nothing'
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);

/** Puts together what one job changed alike; changes without a job stand alone. The order is kept. */
export function groupChanges(rows: readonly ChangeRow[]): readonly ChangeGroup[] {
  const groups = Map.groupBy(rows, (row) =>
    row.job_id === null
      ? `${row.id}`
      : [row.job_id, row.parameter_name, textOf(row.old_value), textOf(row.new_value)].join(' '),
  );
  return [...groups].flatMap(([key, those]) => {
    const [first] = those;
    if (first === undefined) return [];
    return {
      key,
      atMs: Date.parse(first.timestamp),
      parameter: first.parameter_name,
      from: textOf(first.old_value),
      to: textOf(first.new_value),
      how: first.change_type.replaceAll('_', ' '),
      why: first.change_reason,
      jobId: first.job_id,
      rows: those,
    };
  });
}

/** What one row came to: the verdict, or what is known without one. */
export function outcomeOf(row: ChangeRow): { readonly word: string; readonly tone: Tone } {
  if (row.was_rolled_back) return { word: 'taken back', tone: 'maint' };
  const verdict = readVerdict(row.verdict);
  if (verdict !== undefined) return verdictInWords(verdict.outcome);
  if (row.was_successful === null) return { word: 'not judged yet', tone: 'off' };
  return row.was_successful ? { word: 'did no harm', tone: 'ok' } : verdictInWords('degraded');
}

/** What a group came to: each outcome once, the most frequent first. */
export function outcomeInWords(
  group: ChangeGroup,
): readonly { readonly word: string; readonly tone: Tone; readonly count: number }[] {
  const groups = Map.groupBy(group.rows.map(outcomeOf), ({ word }) => word);
  return [...groups]
    .map(([word, those]) => ({ word, tone: those[0]?.tone ?? 'quiet', count: those.length }))
    .toSorted((a, b) => b.count - a.count);
}
