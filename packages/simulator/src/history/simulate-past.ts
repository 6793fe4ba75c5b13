import type { HistoryRow } from './history-rows.ts';
import type { HistoryOptions } from './simulate-history.ts';
import { simulateHistory } from './simulate-history.ts';
import { siteFigures } from './site-figures.ts';
import { createMetricThinner } from './thin-metrics.ts';
import type { UsageRow } from './usage-history.ts';
import { createUsageHistory } from './usage-history.ts';

/** A row of the past of a whole house. */
export type PastRow = HistoryRow | UsageRow;

/**
 * The past of a fleet as `simulateHistory` gives it, its measurements thinned as at the door, and of
 * the people who used the house meanwhile: pages, requests, errors, tools, outcomes of jobs, named
 * numbers of sites. Errors follow the states of the devices. The same options give the same rows.
 */
export function* simulatePast(options: HistoryOptions): Generator<PastRow> {
  const keeps = createMetricThinner();
  const usage = createUsageHistory(options.devices, options.fromMs, options.seed);
  for (const site of options.sites) yield* siteFigures(site, options.seed, options);
  let usedMs = options.fromMs;
  for (const past of simulateHistory(options)) {
    const { table, atMs, row } = past;
    if (atMs > usedMs) {
      usedMs = atMs;
      yield* usage.advance(atMs);
    }
    if (table === 'device_metrics' && !keeps(atMs, row)) continue;
    if (table === 'device_state_history') {
      usage.changed(String(row.device_id), String(row.new_state), String(row.reason));
    }
    yield past;
  }
}
