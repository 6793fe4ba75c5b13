import type { Counts, LiveSummary, RequestSums } from '../summary/live-summary.ts';
import { addCounts, addNested, addRequests } from '../summary/merge-summaries.ts';

/** How far a server was behind when it last said so. */
interface ToldLag {
  readonly seconds: number;
  /** Milliseconds since 1970. */
  readonly atMs: number;
}

/** All summaries so far, added up: kept with each event, so that the newest is the whole picture. */
export interface LiveTotals {
  /** The day (UTC) that `today` is about, `2026-01-31`; absent before the first event. */
  readonly day?: string;
  readonly tables: Readonly<Record<string, { readonly total: number; readonly today?: Counts }>>;
  readonly requests?: RequestSums;
  readonly errors?: Counts;
  readonly tools?: Counts;
  readonly lag?: Readonly<Record<string, ToldLag>>;
}

/** The day in UTC of an instant in milliseconds since 1970. */
export const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The totals as of a day: what is of an earlier one is not of today. */
export function turnDay(totals: LiveTotals, day: string): LiveTotals {
  // Clocks of servers differ: one that is behind does not bring yesterday back.
  if (totals.day !== undefined && totals.day >= day) return totals;
  const { lag, tables } = totals;
  return {
    day,
    tables: Object.fromEntries(
      Object.entries(tables).map(([name, { total }]) => [name, { total }]),
    ),
    ...(lag === undefined ? {} : { lag }),
  };
}

const lagKeptMs = 60_000;

function addLag(lag: LiveTotals['lag'] = {}, told: Counts = {}, atMs: number): LiveTotals['lag'] {
  const kept = Object.entries(lag).filter(([, { atMs: toldMs }]) => atMs - toldMs < lagKeptMs);
  const fresh = Object.entries(told).map(([server, seconds]) => [server, { seconds, atMs }]);
  return Object.fromEntries([...kept, ...fresh]);
}

const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, n) => sum + n, 0);

/** The totals after one more event. */
export function addToTotals(before: LiveTotals, summary: LiveSummary, atMs: number): LiveTotals {
  const totals = turnDay(before, dayOf(atMs));
  const today = addNested({}, summary.tables);
  const tables = { ...totals.tables };
  for (const [name, counts] of Object.entries(today)) {
    const known = tables[name];
    tables[name] = {
      total: (known?.total ?? 0) + sumOf(counts),
      today: addCounts(known?.today, counts),
    };
  }
  const { requests, errors, tools } = summary;
  return {
    ...totals,
    tables,
    ...(requests && { requests: addRequests(totals.requests, requests) }),
    ...(errors && { errors: addCounts(totals.errors, errors) }),
    ...(tools && { tools: addCounts(totals.tools, tools) }),
    lag: addLag(totals.lag, summary.lag, atMs),
  };
}
