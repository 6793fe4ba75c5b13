import type { readApiPerformance } from '@homepot/catalogue';
import { Chart } from '../../chart/chart.tsx';
import { toChart } from '../../chart/series.ts';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatNumber, formatWithUnit } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { bucketFor, bucketMs } from '../../time/bucket-for.ts';
import { useRange } from '../../time/use-range.ts';
import { keepRange } from '../../url/keep-range.ts';

/** How fast requests are answered: median and 95th percentile. */
export function ApiChart() {
  const { query, fromMs, toMs } = useRange();
  const interval = bucketFor(toMs - fromMs);
  const api = useResource<typeof readApiPerformance>('/api/v1/metrics/api-performance', {
    query: { ...query, interval },
  });
  return (
    <Panel
      title="API response time"
      aside={
        <a href={keepRange('/api-performance')} class="faint">
          {formatNumber(api.data?.total.count)} requests
        </a>
      }
      resource={api}
      skeleton={{ height: 148 }}
      isEmpty={({ total }) => total.count === 0}
      empty={<Empty kind="nothing-sent" title="No requests in this range" />}
    >
      {({ series, total }) => (
        <Chart
          label="API response time"
          unit="ms"
          sync="fleet"
          summary={`p95 ${formatWithUnit(total.p95_response_time_ms, 'ms')}, median ${formatWithUnit(total.p50_response_time_ms, 'ms')}, ${formatWithUnit(total.error_rate, '%')} errors`}
          data={toChart(
            series,
            (row) => Date.parse(row.bucket),
            [
              { name: 'p95', value: (row) => row.p95_response_time_ms },
              { name: 'median', tone: 'off', value: (row) => row.p50_response_time_ms },
            ],
            bucketMs[interval],
          )}
        />
      )}
    </Panel>
  );
}
