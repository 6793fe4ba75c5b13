import type { readHealthMetrics } from '@homepot/catalogue';
import { Chart } from '../../chart/chart.tsx';
import { toChart } from '../../chart/series.ts';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { formatNumber } from '../../format/numbers.ts';
import { livePicture } from '../../live/live.ts';
import { useResource } from '../../resources/use-resource.ts';
import { bucketFor, bucketMs } from '../../time/bucket-for.ts';
import { useRange } from '../../time/use-range.ts';

/** What comes in now: rows in the last minute, and how far the database is behind. */
function arrivals(): string | undefined {
  const metrics = livePicture.value?.metrics;
  if (metrics === undefined) return undefined;
  const perMinute = Object.values(metrics.tables).reduce(
    (sum, { per_minute }) => sum + per_minute,
    0,
  );
  const lag = Math.round(metrics.ingest.lag_seconds * 10) / 10;
  return `${formatNumber(perMinute)} rows a minute now, stored ${formatNumber(lag)} s after they came`;
}

/** Whether reports come in, and what they say. */
export function IngestChart() {
  const { query, fromMs, toMs } = useRange();
  const interval = bucketFor(toMs - fromMs);
  const health = useResource<typeof readHealthMetrics>('/api/v1/metrics/health', {
    query: { ...query, interval },
  });
  return (
    <Panel
      title={`Reports ${interval === 'hour' ? 'an' : 'a'} ${interval}`}
      aside={<span class="faint">{formatNumber(health.data?.total.count)} reports</span>}
      resource={health}
      skeleton={{ height: 148 }}
      isEmpty={({ total }) => total.count === 0}
      empty={<Empty kind="nothing-sent" title="No reports in this range" />}
    >
      {({ series }) => (
        <Chart
          label="Reports of devices"
          sync="fleet"
          summary={arrivals()}
          data={toChart(
            series.filter(({ bucket }) => Date.parse(bucket) + bucketMs[interval] <= toMs),
            (row) => Date.parse(row.bucket),
            [
              { name: 'reports', value: (row) => row.count },
              { name: 'healthy', tone: 'ok', value: (row) => row.healthy },
            ],
            bucketMs[interval],
          )}
        />
      )}
    </Panel>
  );
}
