import type { ServerFigures } from '../server-figures.ts';
import type { CounterSeries } from './counter-series.ts';
import { createCounterSeries } from './counter-series.ts';
import type { TableView } from './house-view.ts';
import type { Total } from './read-house.ts';
import { tableFamilies } from './table-families.ts';

/** Points and seconds each of the histories that are shown. */
const historyPoints = 60;
const secondsEach = 5;

interface Base extends Total {
  /** What the series had counted when `rows` was asked. */
  readonly session: number;
}

/** The growth of every table family. */
export interface FamilySeries {
  add(figures: ServerFigures, atMs: number, restarted: boolean): void;
  /** Takes totals that were asked just now: from here on the counters go on from them. */
  rebase(totals: ReadonlyMap<string, Total>): void;
  receivedPerMinute(nowMs: number): number;
  view(nowMs: number): readonly TableView[];
}

/** Creates the series of all families, without a value yet. */
export function createFamilySeries(): FamilySeries {
  const series = new Map<string, CounterSeries>(
    tableFamilies.map(({ table }) => [table, createCounterSeries()]),
  );
  const received = createCounterSeries();
  const bases = new Map<string, Base>();
  return {
    add(figures, atMs, restarted) {
      received.add(figures.records.received, atMs, restarted);
      for (const [table, counter] of series) {
        counter.add(figures.storedByTable.get(table) ?? 0, atMs, restarted);
      }
    },
    rebase(totals) {
      for (const [table, total] of totals) {
        bases.set(table, { ...total, session: series.get(table)?.session() ?? 0 });
      }
    },
    receivedPerMinute: (nowMs) => received.perMinute(nowMs),
    view: (nowMs) =>
      tableFamilies.map(({ table, label }) => {
        const counter = series.get(table) ?? createCounterSeries();
        const base = bases.get(table);
        const session = counter.session();
        return {
          table,
          label,
          rows: base === undefined ? null : base.rows + session - base.session,
          about: base?.estimated ?? false,
          session,
          per_minute: Math.round(counter.perMinute(nowMs) * 10) / 10,
          history: counter.history(nowMs, historyPoints, secondsEach),
        };
      }),
  };
}
