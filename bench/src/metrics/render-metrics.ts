import type { MetricTimes } from './ask-metrics.ts';
import type { BenchResult } from './run-metrics-bench.ts';

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const fine = (value: number): string => value.toFixed(1);

function renderMetric(small: MetricTimes, large: MetricTimes): string {
  const ratio = (large.p95Ms / small.p95Ms).toFixed(2);
  return `| ${large.name} | ${fine(small.p50Ms)} | ${fine(small.p95Ms)} | ${fine(small.processorMs)} | ${fine(large.p50Ms)} | ${fine(large.p95Ms)} | ${fine(large.processorMs)} | ${ratio} | ${whole(large.rawSqlMs)} |`;
}

/** The figures of the smallest and the largest size as a table in Markdown. */
export function renderMetrics({ sizes, machineLoads }: BenchResult): string {
  const [small] = sizes;
  const large = sizes.at(-1);
  if (small === undefined || large === undefined) return '';
  const head = `| metric | p50 ms at ${whole(small.rows)} | p95 ms | processor ms | p50 ms at ${whole(large.rows)} | p95 ms | processor ms | p95 ratio | raw SQL ms |`;
  const lines = large.metrics.map((metric, i) => {
    const before = small.metrics[i];
    return before === undefined ? '' : renderMetric(before, metric);
  });
  const loads = sizes.map(
    ({ rows, loadSeconds }) => `- ${whole(rows)} rows: loaded in ${whole(loadSeconds)} s`,
  );
  const load = `- load of the machine: ${machineLoads.map(fine).join(' before, ')} after`;
  return `${[head, '| --- | --- | --- | --- | --- | --- | --- | --- | --- |', ...lines, '', ...loads, load].join('\n')}\n`;
}
