import type { Clock } from '../kernel/index.ts';
import { limits } from '../kernel/index.ts';
import type { EventReader } from './events/event-reader.ts';
import type { Followers, ToldView } from './fan-out/followers.ts';
import { diffViews } from './picture/diff-views.ts';
import type { GaugeKeeper } from './picture/gauge-keeper.ts';
import { ratesPerMinute } from './picture/rates.ts';
import { renderChange } from './picture/render-change.ts';
import { renderView } from './picture/render-view.ts';
import type { LiveSummary } from './summary/live-summary.ts';
import { mergeSummaries } from './summary/merge-summaries.ts';

/** Tells followers what is new since it last did. */
export interface Teller {
  /** Notes what an event brings. */
  note(news: LiveSummary): void;
  /** Tells now. Returns the picture that all followers have by then; undefined before the first read. */
  tell(): ToldView | undefined;
  /** Tells once a second, and otherwise looks after followers. */
  look(): void;
  /** The picture that all followers have; undefined before the first read. */
  told(): ToldView | undefined;
}

export interface TellerDeps {
  readonly clock: Clock;
  readonly reader: Pick<EventReader, 'position' | 'memory'>;
  readonly followers: Followers;
  readonly gauges: Pick<GaugeKeeper, 'read'>;
  lagSeconds(): number;
}

/**
 * Creates it. All followers of a server stand at the same event: what has been told. What was read and
 * not yet told goes to all of them in one change, so that a picture and the changes after it fit.
 */
export function createTeller({ clock, reader, followers, gauges, lagSeconds }: TellerDeps): Teller {
  let told: ToldView | undefined;
  let news: LiveSummary = {};
  let toldMs = Number.NEGATIVE_INFINITY;

  function render(): ToldView | undefined {
    const position = reader.position();
    if (position === undefined) return undefined;
    const nowMs = clock.nowMs();
    const parts = {
      totals: position.totals,
      rates: ratesPerMinute(reader.memory.after(nowMs - 60_000), nowMs),
      gauges: gauges.read(),
      lagSeconds: Math.floor(lagSeconds()),
    };
    return { id: position.id, view: renderView(parts, nowMs), atMs: nowMs };
  }

  function tell(): ToldView | undefined {
    const next = render();
    if (next === undefined) return undefined;
    toldMs = clock.monotonicMs();
    const diff = told === undefined ? {} : diffViews(told.view, next.view);
    const change = renderChange(diff, news, next.atMs);
    news = {};
    told = next;
    if (change !== undefined) followers.tellChange(change, next.id, toldMs);
    return told;
  }

  return {
    note(change) {
      news = mergeSummaries(news, change);
    },
    tell,
    look() {
      const nowMs = clock.monotonicMs();
      if (nowMs - toldMs >= limits.liveTellMilliseconds) tell();
      if (told !== undefined) followers.look(told, nowMs);
    },
    told: () => told,
  };
}
