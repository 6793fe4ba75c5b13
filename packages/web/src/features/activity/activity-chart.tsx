import { useMemo } from 'preact/hooks';
import { Bars } from '../../chart/bars.tsx';
import { Chart } from '../../chart/chart.tsx';
import { toChart } from '../../chart/series.ts';
import { Panel } from '../../components/panel.tsx';
import { formatNumber } from '../../format/numbers.ts';
import type { Resource } from '../../resources/use-resource.ts';
import type { UserActivity } from './activity-tiles.tsx';

/** Activities over time, and by type. */
export function ActivityChart({ resource }: { readonly resource: Resource<UserActivity> }) {
  const rows = resource.data?.series;
  const data = useMemo(
    () =>
      toChart(rows ?? [], (row) => Date.parse(row.bucket), [
        { name: 'activities', value: (row) => row.count },
      ]),
    [rows],
  );
  return (
    <div class="cols">
      <Panel
        title={`Activities per ${resource.data?.interval ?? 'minute'}`}
        resource={resource}
        skeleton={{ height: 170 }}
      >
        {() => <Chart data={data} label="Activities" height={140} />}
      </Panel>
      <Panel title="By type" resource={resource} skeleton={{ height: 170 }}>
        {({ types }) => (
          <Bars
            label="Activities by type"
            bars={types.map(({ activity_type: type, count }) => ({
              name: type.replace('_', ' '),
              value: count,
              text: formatNumber(count),
            }))}
          />
        )}
      </Panel>
    </div>
  );
}
