import type { Tone } from '../../components/tag.tsx';

/** What a change did to one metric. */
export interface MetricEffect {
  readonly name: string;
  readonly before: number;
  readonly after: number;
  /** By how much the changed devices moved more than their peers. */
  readonly effect: number;
  readonly standardError: number;
  readonly threshold: number;
  readonly devices: number;
  readonly peers: number;
  readonly judged: 'worse' | 'better' | 'same';
}

/** What comparing the windows before and after a change says. */
export interface Verdict {
  readonly outcome: 'improved' | 'unchanged' | 'degraded' | 'not_enough_data';
  readonly method: 'against_peers' | 'before_and_after';
  readonly devices: number;
  readonly peers: number;
  readonly metrics: readonly MetricEffect[];
}

/** The verdict in a row; undefined where there is none yet. */
export function readVerdict(value: unknown): Verdict | undefined {
  const given = value as Partial<Verdict> | null | undefined;
  if (typeof given?.outcome !== 'string' || !Array.isArray(given.metrics)) return undefined;
  return given as Verdict;
}

const words: Readonly<Record<Verdict['outcome'], { readonly word: string; readonly tone: Tone }>> =
  {
    improved: { word: 'improved', tone: 'ok' },
    unchanged: { word: 'no detectable change', tone: 'quiet' },
    degraded: { word: 'degraded', tone: 'bad' },
    not_enough_data: { word: 'not enough data', tone: 'off' },
  };

/** A verdict as a word and its colour. */
export const verdictInWords = (outcome: Verdict['outcome']) => words[outcome];

/** Two standard errors to each side: where the effect lies in 95 of 100 cases. */
export const intervalOf = ({
  effect,
  standardError,
}: Pick<MetricEffect, 'effect' | 'standardError'>): readonly [number, number] => [
  effect - 2 * standardError,
  effect + 2 * standardError,
];

const units: Readonly<Record<string, string>> = {
  response_time_ms: 'ms',
  network_latency_ms: 'ms',
  error_rate: '%',
  cpu_percent: '%',
  memory_percent: '%',
};

/** The unit of a metric; empty for shares and counts. */
export const unitOf = (name: string): string => units[name] ?? '';

/** `response time` for `response_time_ms`. */
export const metricInWords = (name: string): string =>
  name.replace(/_(ms|percent)$/, '').replaceAll('_', ' ');
