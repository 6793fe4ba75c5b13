import type { AlertMuteReason, AlertRuleDefinition, Provenance } from '@homepot/catalogue';
import { alertInWords } from '@homepot/catalogue';
import { subjectKeyOf } from '../../query/index.ts';
import type { Transaction } from '../../store/index.ts';
import type { Episode } from '../machine/episode.ts';
import { subjectInWords } from '../machine/subject-in-words.ts';

type Querier = Pick<Transaction, 'query'>;
type WrittenRule = Pick<
  AlertRuleDefinition,
  'name' | 'measure' | 'severity' | 'threshold' | 'comparator'
> & { readonly id: number };

interface EpisodeRow {
  readonly id: number;
  readonly provenance: Provenance;
  readonly labels: Readonly<Record<string, string>>;
  readonly state: Episode['phase'];
  readonly since: number;
  readonly fired_at: number | null;
  readonly clear_since: number | null;
  readonly resolved_at: number | null;
  readonly value: number | null;
  readonly peak_value: number | null;
  readonly muted_reason: AlertMuteReason | null;
  readonly waiting_since: number | null;
  readonly told_at: number | null;
  readonly updated_at: number;
}

/** An episode, and as of when its numbers are written. */
export interface StoredEpisode extends Episode {
  readonly writtenAtMs?: number | undefined;
}

const instants = [
  'since',
  'fired_at',
  'clear_since',
  'resolved_at',
  'waiting_since',
  'told_at',
  'updated_at',
];

const selectEpisodes = `
SELECT id, provenance, labels, state, value, peak_value, muted_reason,
  ${instants.map((name) => `(extract(epoch FROM ${name}) * 1000)::float8 AS ${name}`).join(', ')}
FROM alerts WHERE rule_id = $1
  AND (state <> 'resolved' OR (told_at IS NOT NULL AND resolved_told_at IS NULL))
ORDER BY id FOR UPDATE`;

function toEpisode(row: EpisodeRow, dimensions: readonly string[]): StoredEpisode {
  // jsonb keeps keys in an order of its own; the key of a subject is made in that of the rule.
  const names = [...new Set([...dimensions, ...Object.keys(row.labels)])];
  const labels = Object.fromEntries(
    names.flatMap((name) => {
      const value = row.labels[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return {
    id: row.id,
    key: subjectKeyOf({ provenance: row.provenance, labels }),
    provenance: row.provenance,
    labels,
    phase: row.state,
    sinceMs: row.since,
    firedAtMs: row.fired_at ?? undefined,
    clearSinceMs: row.clear_since ?? undefined,
    resolvedAtMs: row.resolved_at ?? undefined,
    value: row.value,
    peak: row.peak_value,
    muted: row.muted_reason ?? undefined,
    waitingSinceMs: row.waiting_since ?? undefined,
    toldAtMs: row.told_at ?? undefined,
    writtenAtMs: row.updated_at,
  };
}

/** The order in which the dimensions of a rule's subjects are told. */
const dimensionsOf = ({ group_by }: Pick<AlertRuleDefinition, 'group_by'>) => [
  ...group_by,
  'device_id',
  'site_id',
  'server',
];

/** Reads and holds the episodes of a rule that are open, or whose end waits to be told. */
export async function readEpisodes(
  { query }: Querier,
  rule: Pick<AlertRuleDefinition, 'group_by'> & { readonly id: number },
): Promise<readonly StoredEpisode[]> {
  const rows = await query<EpisodeRow>(selectEpisodes, [rule.id]);
  return rows.map((row) => toEpisode(row, dimensionsOf(rule)));
}

const isoOf = (ms: number | undefined): string | null =>
  ms === undefined ? null : new Date(ms).toISOString();

const isSimulated = ({ provenance }: Episode): boolean =>
  provenance === 'simulated' || provenance === 'sample';

/** What an episode says: of one that goes on as of now, of one that is over at its worst. */
export function summaryOf(rule: WrittenRule, episode: Episode): string {
  const value = episode.phase === 'resolved' ? episode.peak : episode.value;
  return alertInWords(rule, subjectInWords(episode.labels), value, isSimulated(episode));
}

const columns = {
  id: 'bigint',
  provenance: 'varchar',
  subject: 'varchar',
  labels: 'jsonb',
  state: 'varchar',
  since: 'timestamptz',
  fired_at: 'timestamptz',
  clear_since: 'timestamptz',
  resolved_at: 'timestamptz',
  value: 'double precision',
  peak_value: 'double precision',
  muted_reason: 'varchar',
  waiting_since: 'timestamptz',
  told_at: 'timestamptz',
  resolved_told_at: 'timestamptz',
  summary: 'text',
} as const;

const names = Object.keys(columns) as (keyof typeof columns)[];

function cellsOf(rule: WrittenRule, episode: Episode): Record<keyof typeof columns, unknown> {
  return {
    id: episode.id ?? null,
    provenance: episode.provenance,
    subject: subjectInWords(episode.labels),
    labels: JSON.stringify(episode.labels),
    state: episode.phase,
    since: isoOf(episode.sinceMs),
    fired_at: isoOf(episode.firedAtMs),
    clear_since: isoOf(episode.clearSinceMs),
    resolved_at: isoOf(episode.resolvedAtMs),
    value: episode.value,
    peak_value: episode.peak,
    muted_reason: episode.muted ?? null,
    waiting_since: isoOf(episode.waitingSinceMs),
    told_at: isoOf(episode.toldAtMs),
    resolved_told_at: isoOf(episode.endToldAtMs),
    summary: summaryOf(rule, episode),
  };
}

function arraysOf(rule: WrittenRule, episodes: readonly Episode[]): readonly unknown[] {
  const rows = episodes.map((episode) => cellsOf(rule, episode));
  return names.map((name) => rows.map((row) => row[name]));
}

const given = (first: number): string =>
  `unnest(${names.map((name, i) => `$${first + i}::${columns[name]}[]`).join(', ')})
   AS given (${names.join(', ')})`;

const written = names.filter(
  (name) => !['id', 'provenance', 'subject', 'labels', 'since'].includes(name),
);

const insertText = `
INSERT INTO alerts (rule_id, rule_name, measure, severity, threshold, updated_at,
  ${names.join(', ')})
SELECT $1, $2, $3, $4, $5, $6, ${names.map((name) => `given.${name}`).join(', ')} FROM ${given(7)}`;

const updateText = `
UPDATE alerts SET rule_name = $1, severity = $2, threshold = $3, updated_at = $4,
  resolved_reason = CASE WHEN given.state = 'resolved' THEN 'clear' END,
  ${written.map((name) => `${name} = given.${name}`).join(', ')}
FROM ${given(5)} WHERE alerts.id = given.id`;

/** Enters new episodes and writes changed ones, however many, in three statements. Returns all with their ids. */
export async function writeEpisodes(
  { query }: Querier,
  rule: WrittenRule,
  episodes: readonly Episode[],
  atMs: number,
): Promise<readonly Episode[]> {
  const at = isoOf(atMs);
  const known = episodes.filter(({ id }) => id !== undefined);
  const added = episodes.filter(({ id }) => id === undefined);
  if (known.length > 0) {
    const { name, severity, threshold } = rule;
    await query(updateText, [name, severity, threshold, at, ...arraysOf(rule, known)]);
  }
  if (added.length === 0) return known;
  const ids = await query<{ id: number }>(
    `SELECT nextval(pg_get_serial_sequence('alerts', 'id')) AS id FROM generate_series(1, $1::int)`,
    [added.length],
  );
  const entered = added.map((episode, i) => ({ ...episode, id: ids[i]?.id }));
  const { id, name, measure, severity, threshold } = rule;
  await query(insertText, [
    ...[id, name, measure, severity, threshold, at],
    ...arraysOf(rule, entered),
  ]);
  return [...known, ...entered];
}

/** Takes back pending episodes that were nothing. */
export async function dropEpisodes(
  { query }: Querier,
  episodes: readonly Episode[],
): Promise<void> {
  const ids = episodes.flatMap(({ id }) => id ?? []);
  if (ids.length > 0) await query('DELETE FROM alerts WHERE id = ANY ($1::bigint[])', [ids]);
}
