import { useMemo } from 'preact/hooks';
import { Chart } from '../../chart/chart.tsx';
import { toChart } from '../../chart/series.ts';
import { Panel } from '../../components/panel.tsx';
import type { Resource } from '../../resources/use-resource.ts';
import type { ToolUsage } from './tool-tiles.tsx';
import { slowMs, successLeastPercent } from './tool-tiles.tsx';

type Row = ToolUsage['series'][number];

const timeOf = (row: Row): number => Date.parse(row.bucket);
const limit = (value: number) =>
  ({ name: 'limit', value: () => value, tone: 'bad', isDashed: true }) as const;

function useCharts(rows: readonly Row[] | undefined) {
  return useMemo(() => {
    const given = rows ?? [];
    const slowest = Math.max(...given.map((row) => row.p95_duration_ms ?? 0), 0);
    // A limit far above everything would press the line to the ground.
    const isNearLimit = slowest > slowMs / 4;
    return {
      calls: toChart(given, timeOf, [
        { name: 'calls', value: (row) => row.count },
        { name: 'failed', value: (row) => row.count - row.outcomes.ok, tone: 'bad' },
      ]),
      success: toChart(given, timeOf, [
        { name: 'success', value: (row) => row.success_rate },
        limit(successLeastPercent),
      ]),
      durations: toChart(given, timeOf, [
        { name: 'p95', value: (row) => row.p95_duration_ms },
        { name: 'p50', value: (row) => row.p50_duration_ms, tone: 'ok' },
        ...(isNearLimit ? [limit(slowMs)] : []),
      ]),
    };
  }, [rows]);
}

/** Calls, success and durations over time, with the limits drawn in. */
export function ToolCharts({ resource }: { readonly resource: Resource<ToolUsage> }) {
  const { calls, success, durations } = useCharts(resource.data?.series);
  const per = resource.data?.interval ?? 'minute';
  return (
    <div class="grid-3">
      <Panel
        title={`Calls per ${per}, and failed ones`}
        resource={resource}
        skeleton={{ height: 150 }}
      >
        {() => <Chart data={calls} label={`Calls per ${per}`} sync="tools" />}
      </Panel>
      <Panel
        title={`Success, limit ${successLeastPercent} %`}
        resource={resource}
        skeleton={{ height: 150 }}
      >
        {() => (
          <Chart
            data={success}
            label="Calls that did what was asked"
            unit="%"
            sync="tools"
            isFromZero={false}
          />
        )}
      </Panel>
      <Panel
        title={`Duration: p95, p50, limit ${slowMs / 1_000} s`}
        resource={resource}
        skeleton={{ height: 150 }}
      >
        {() => <Chart data={durations} label="Duration, 95th percentile" unit="ms" sync="tools" />}
      </Panel>
    </div>
  );
}
