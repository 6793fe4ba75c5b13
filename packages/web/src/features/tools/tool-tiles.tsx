import type { AnswerOf, readToolUsage } from '@homepot/catalogue';
import { Change } from '../../components/change.tsx';
import type { Tile } from '../../components/tiles.tsx';
import { Tiles } from '../../components/tiles.tsx';
import { countOf, formatNumber, formatWithUnit } from '../../format/numbers.ts';
import { failuresInWords } from './failures-in-words.ts';

export type ToolUsage = AnswerOf<typeof readToolUsage>;

/** Fewer successes than this, in percent, are bad; as the default rule of alerts has it. */
export const successLeastPercent = 95;
/** Calls that take longer, in milliseconds, are slow; as the default rule of alerts has it. */
export const slowMs = 5_000;

/** The tone of a rate of success. */
export const toneOfSuccess = (percent: number | null): 'bad' | undefined =>
  percent !== null && percent < successLeastPercent ? 'bad' : undefined;

/** Calls, success, durations and callers of the range, against the one before. */
export function ToolTiles({ data }: { readonly data: ToolUsage }) {
  const { total, callers } = data;
  const before = data.previous?.total;
  const success = toneOfSuccess(total.success_rate);
  const tiles: Tile[] = [
    {
      value: formatNumber(total.count),
      label: 'calls',
      detail: (
        <>
          {formatNumber(total.calls_per_minute)}/min,{' '}
          <Change now={total.count} before={before?.count} />
        </>
      ),
    },
    {
      value: formatWithUnit(total.success_rate, '%'),
      label: 'success',
      detail: <Change as="points" now={total.success_rate} before={before?.success_rate} />,
      ...(success === undefined ? {} : { tone: success }),
    },
    {
      value: formatNumber(total.count - total.outcomes.ok),
      label: 'failed',
      detail: failuresInWords(total.outcomes),
    },
    {
      value: formatWithUnit(total.p95_duration_ms, 'ms'),
      label: 'p95',
      detail: <Change now={total.p95_duration_ms} before={before?.p95_duration_ms} />,
      ...((total.p95_duration_ms ?? 0) > slowMs ? { tone: 'bad' as const } : {}),
    },
  ];
  if (callers !== null) {
    tiles.push({
      value: formatNumber(callers.users),
      label: callers.users === 1 ? 'user' : 'users',
      detail: `${countOf(callers.sessions, 'session')}, whole days`,
    });
  }
  return <Tiles label="Calls of the range" tiles={tiles} />;
}
