import type { AnswerOf, readErrorTrends } from '@homepot/catalogue';
import type { ChartData } from '../../chart/series.ts';

type Row = AnswerOf<typeof readErrorTrends>['series'][number];

const isGrave = (severity: string): boolean => severity === 'error' || severity === 'critical';

/** Two lines of rows by category and severity: all errors, and those that are an error or critical. */
export function addUpByTime(rows: readonly Row[]): ChartData {
  const sums = new Map<number, { all: number; grave: number }>();
  for (const { bucket, severity, count } of rows) {
    const ms = Date.parse(bucket);
    const sum = sums.get(ms) ?? { all: 0, grave: 0 };
    sums.set(ms, { all: sum.all + count, grave: sum.grave + (isGrave(severity) ? count : 0) });
  }
  const timesMs = [...sums.keys()].toSorted((a, b) => a - b);
  const column = (name: 'all' | 'grave') => timesMs.map((ms) => sums.get(ms)?.[name] ?? null);
  return {
    timesMs,
    series: [
      { name: 'all', values: column('all') },
      { name: 'error or critical', values: column('grave'), tone: 'bad' },
    ],
  };
}
