import { useMemo } from 'preact/hooks';
import { Chart } from '../../chart/chart.tsx';
import { toChart } from '../../chart/series.ts';
import { Panel } from '../../components/panel.tsx';
import type { Resource } from '../../resources/use-resource.ts';
import type { ApiPerformance } from './api-tiles.tsx';

type Row = ApiPerformance['series'][number];

const timeOf = (row: Row): number => Date.parse(row.bucket);

function useCharts(rows: readonly Row[] | undefined) {
  return useMemo(() => {
    const given = rows ?? [];
    return {
      requests: toChart(given, timeOf, [{ name: 'requests', value: (row) => row.count }]),
      errors: toChart(given, timeOf, [
        { name: '5xx', value: (row) => row.server_error_rate, tone: 'bad' },
        { name: '4xx', value: (row) => row.client_error_rate, tone: 'warn', isDashed: true },
      ]),
      times: toChart(given, timeOf, [
        { name: 'p95', value: (row) => row.p95_response_time_ms },
        { name: 'p50', value: (row) => row.p50_response_time_ms, tone: 'ok' },
        { name: 'p99', value: (row) => row.p99_response_time_ms, tone: 'warn', isDashed: true },
      ]),
    };
  }, [rows]);
}

/** Rate, errors and response times over time, with one cursor. */
export function ApiCharts({ resource }: { readonly resource: Resource<ApiPerformance> }) {
  const { requests, errors, times } = useCharts(resource.data?.series);
  const per = resource.data?.interval ?? 'minute';
  return (
    <div class="grid-3">
      <Panel title={`Requests per ${per}`} resource={resource} skeleton={{ height: 150 }}>
        {() => <Chart data={requests} label={`Requests per ${per}`} sync="api" />}
      </Panel>
      <Panel title="Errors, percent of requests" resource={resource} skeleton={{ height: 150 }}>
        {() => (
          <Chart
            data={errors}
            label="Requests answered with 5xx, and with 4xx dashed"
            unit="%"
            sync="api"
          />
        )}
      </Panel>
      <Panel title="Response time: p50, p95, p99" resource={resource} skeleton={{ height: 150 }}>
        {() => <Chart data={times} label="Response time, 95th percentile" unit="ms" sync="api" />}
      </Panel>
    </div>
  );
}
