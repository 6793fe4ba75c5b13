import type { AnswerOf, readApiPerformance } from '@homepot/catalogue';
import { Change } from '../../components/change.tsx';
import { Tiles } from '../../components/tiles.tsx';
import { formatNumber, formatWithUnit } from '../../format/numbers.ts';

export type ApiPerformance = AnswerOf<typeof readApiPerformance>;

/** More than this, in percent, is bad; half of it is worth a look. */
const errorRateBadPercent = 5;
/** What the default rule of alerts calls slow, in milliseconds. */
export const slowMs = 5_000;

/** The tone of an error rate. */
export function toneOfErrorRate(percent: number | null): 'bad' | 'warn' | undefined {
  if (percent === null || percent < errorRateBadPercent / 2) return undefined;
  return percent > errorRateBadPercent ? 'bad' : 'warn';
}

/** Rate, errors and percentiles of the range, against the one before. */
export function ApiTiles({ data }: { readonly data: ApiPerformance }) {
  const { total } = data;
  const before = data.previous?.total;
  const minutes = Math.max((Date.parse(data.to) - Date.parse(data.from)) / 60_000, 1);
  const percentile = (name: 'p50' | 'p95' | 'p99') => ({
    value: formatWithUnit(total[`${name}_response_time_ms`], 'ms'),
    label: name,
    detail: (
      <Change
        now={total[`${name}_response_time_ms`]}
        before={before?.[`${name}_response_time_ms`]}
      />
    ),
  });
  const tone = toneOfErrorRate(total.error_rate);
  return (
    <Tiles
      label="Requests of the range"
      tiles={[
        {
          value: formatNumber(total.count),
          label: 'requests',
          detail: (
            <>
              {formatNumber(total.count / minutes)}/min,{' '}
              <Change now={total.count} before={before?.count} />
            </>
          ),
        },
        {
          value: formatWithUnit(total.error_rate, '%'),
          label: 'errors',
          detail: (
            <>
              {formatNumber(total.server_errors)} of the server,{' '}
              <Change as="points" now={total.error_rate} before={before?.error_rate} />
            </>
          ),
          ...(tone === undefined ? {} : { tone }),
        },
        percentile('p50'),
        percentile('p95'),
        percentile('p99'),
      ]}
    />
  );
}
