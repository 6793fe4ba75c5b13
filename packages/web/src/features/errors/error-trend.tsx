import type { readErrorTrends } from '@homepot/catalogue';
import { useMemo } from 'preact/hooks';
import { Bars } from '../../chart/bars.tsx';
import { Chart } from '../../chart/chart.tsx';
import { Change } from '../../components/change.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { useRange } from '../../time/use-range.ts';
import { keepRange } from '../../url/keep-range.ts';
import { addUpByTime } from './add-up-by-time.ts';

interface ErrorTrendProps {
  readonly category: string;
  readonly severity: string;
}

/** Errors over time and where they arise, whatever is done about them. */
export function ErrorTrend({ category, severity }: ErrorTrendProps) {
  const { query } = useRange();
  const resource = useResource<typeof readErrorTrends>('/api/v1/metrics/error-trends', {
    query: {
      ...query,
      compare: 'previous',
      ...(category === '' ? {} : { category: [category] }),
      ...(severity === '' ? {} : { severity: [severity] }),
    },
  });
  const series = resource.data?.series;
  const data = useMemo(() => addUpByTime(series ?? []), [series]);
  const { total, previous } = resource.data ?? {};
  const aside =
    total === undefined ? undefined : (
      <span class="quiet">
        {formatNumber(total.count)} errors,{' '}
        <Change now={total.count} before={previous?.total.count} />
      </span>
    );
  return (
    <div class="cols">
      <Panel
        title={`Errors per ${resource.data?.interval ?? 'minute'}`}
        aside={aside}
        resource={resource}
        skeleton={{ height: 150 }}
      >
        {() => <Chart data={data} label="Errors" />}
      </Panel>
      <Panel title="By category" resource={resource} skeleton={{ height: 150 }}>
        {({ categories }) => (
          <Bars
            label="Errors by category"
            bars={categories.slice(0, 5).map(({ category: name, count }) => ({
              name: name.replace('_', ' '),
              value: count,
              href: keepRange(`/errors?category=${encodeURIComponent(name)}`),
            }))}
          />
        )}
      </Panel>
    </div>
  );
}
