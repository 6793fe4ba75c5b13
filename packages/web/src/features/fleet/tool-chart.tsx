import type { readToolUsage } from '@homepot/catalogue';
import { Chart } from '../../chart/chart.tsx';
import { toChart } from '../../chart/series.ts';
import { Empty } from '../../components/empty.tsx';
import { Panel } from '../../components/panel.tsx';
import { countOf, formatNumber, formatWithUnit } from '../../format/numbers.ts';
import { useResource } from '../../resources/use-resource.ts';
import { bucketFor, bucketMs } from '../../time/bucket-for.ts';
import { useRange } from '../../time/use-range.ts';
import { keepRange } from '../../url/keep-range.ts';

/** Below this a tool is not to be relied on. */
const successPercentMin = 95;
const callsMin = 10;

/** Whether tools do what they are asked. */
export function ToolChart() {
  const { query, fromMs, toMs } = useRange();
  // Few calls a minute would only show noise.
  const interval = bucketFor((toMs - fromMs) * 12);
  const usage = useResource<typeof readToolUsage>('/api/v1/metrics/tool-usage', {
    query: { ...query, interval },
  });
  return (
    <Panel
      title="Tool success"
      aside={
        <a href={keepRange('/tools')} class="faint">
          {formatNumber(usage.data?.total.count)} calls
        </a>
      }
      resource={usage}
      skeleton={{ height: 148 }}
      isEmpty={({ total }) => total.count === 0}
      empty={<Empty kind="nothing-sent" title="No tool calls in this range" />}
    >
      {({ series, total, packs }) => {
        const weak = packs
          .flatMap(({ tools }) => tools)
          .filter(
            ({ count, success_rate }) =>
              count >= callsMin && (success_rate ?? 100) < successPercentMin,
          );
        const point =
          weak.length === 0 ? '' : `, ${countOf(weak.length, 'tool')} below ${successPercentMin} %`;
        return (
          <Chart
            label="Tool success"
            unit="%"
            sync="fleet"
            isFromZero={false}
            summary={`${formatWithUnit(total.success_rate, '%')} of calls did what was asked${point}`}
            data={toChart(
              series,
              (row) => Date.parse(row.bucket),
              [{ name: 'success', value: (row) => row.success_rate }],
              bucketMs[interval],
            )}
          />
        );
      }}
    </Panel>
  );
}
