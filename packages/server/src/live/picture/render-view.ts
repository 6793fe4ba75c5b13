import type { LiveRequests, LiveTable, LiveView } from '@homepot/catalogue';
import type { Counts, RequestSums } from '../summary/live-summary.ts';
import type { Gauges } from './gauges.ts';
import type { LiveTotals } from './live-totals.ts';
import { dayOf, turnDay } from './live-totals.ts';

/** What a view is made of. */
export interface ViewParts {
  readonly totals: LiveTotals;
  /** Rows by table in the last minute. */
  readonly rates: ReadonlyMap<string, number>;
  readonly gauges: Gauges;
  /** How far the drains of this server are behind, seconds. */
  readonly lagSeconds: number;
}

const sumOf = (counts: Counts = {}): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000;

/** Requests as they are told. */
export function renderRequests(sums: RequestSums | undefined): LiveRequests {
  const { classes = {}, measured = 0, sum = 0, max = 0 } = sums ?? {};
  return {
    count: sumOf(classes),
    classes,
    mean_ms: measured === 0 ? null : rounded(sum / measured),
    max_ms: measured === 0 ? null : rounded(max),
  };
}

function renderTables({ totals, rates }: ViewParts): Readonly<Record<string, LiveTable>> {
  return Object.fromEntries(
    Object.entries(totals.tables).map(([name, { total, today }]) => [
      name,
      { total, today: sumOf(today), per_minute: rates.get(name) ?? 0, provenance: today ?? {} },
    ]),
  );
}

/** The server that is furthest behind, itself or another one that said so. */
function renderLag({ totals, lagSeconds }: ViewParts): number {
  const told = Object.values(totals.lag ?? {}).map(({ seconds }) => seconds);
  return Math.max(lagSeconds, ...told);
}

/** The whole picture as of an instant, milliseconds since 1970. */
export function renderView(parts: ViewParts, nowMs: number): LiveView {
  const totals = turnDay(parts.totals, dayOf(nowMs));
  const today = { ...parts, totals };
  return {
    metrics: {
      tables: renderTables(today),
      requests: renderRequests(totals.requests),
      errors: totals.errors ?? {},
      tools: totals.tools ?? {},
      ingest: { lag_seconds: renderLag(today) },
    },
    devices: { fleet: parts.gauges.fleet },
    alerts: { open: parts.gauges.alerts },
    errors: { open: parts.gauges.errors },
    jobs: {},
  };
}
