import type { IngestResult } from './ingest-bench.ts';

/** What the figures were taken on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly node: string;
  readonly commit: string;
  readonly date: string;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const fine = (value: number): string => value.toFixed(2);

/** The figures as a Markdown page. */
export function renderReport(result: IngestResult & { readonly machine: Machine }): string {
  const { machine, scenarios, peers, ratio } = result;
  const lines = [
    `${machine.date}, commit ${machine.commit}, ${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, Node ${machine.node}. Client, server and database on one machine.`,
    '',
    '| what | acknowledged rows/s | queryable rows/s | ack p50 ms | ack p99 ms |',
    '| --- | --- | --- | --- | --- |',
    ...scenarios.map(
      (one) =>
        `| ${one.name} | ${whole(one.acknowledgedRowsPerSecond)} | ${whole(one.queryableRowsPerSecond)} | ${fine(one.acknowledgeMsP50)} | ${fine(one.acknowledgeMsP99)} |`,
    ),
    `| binary COPY, 1 connection | | ${whole(result.copyOneConnection)} | | |`,
    `| binary COPY, 2 connections | | ${whole(result.copyTwoConnections)} | | |`,
    ...Object.entries(peers).map(([name, rate]) => `| ${name} | ${whole(rate)} | | | |`),
    '',
    ...Object.entries(ratio).map(([name, value]) => `- ${name}: ${fine(value)}`),
    `- memory of the server process: ${whole(result.idleMemoryMiB)} MiB idle, ${whole(result.memoryAfterMiB)} MiB after the load`,
  ];
  return `${lines.join('\n')}\n`;
}
