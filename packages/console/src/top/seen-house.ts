import type { AnswerOf, readReadiness } from '@homepot/catalogue';
import type { ServerFigures } from '../server-figures.ts';
import type { FamilySeries } from './family-series.ts';
import type { DoorView, FleetView, HouseView, JobView, LatestView } from './house-view.ts';

/** What was seen of a server last. */
export interface SeenHouse {
  url: string;
  version: string | null;
  health: AnswerOf<typeof readReadiness> | undefined;
  figures: ServerFigures | undefined;
  fleet: FleetView | null;
  jobs: readonly JobView[] | null;
  lastState: LatestView | null;
  lastError: LatestView | null;
  answeredAtMs: number;
  isAway: boolean;
}

/** Nothing was seen yet. */
export const nothingSeen = (nowMs: number): SeenHouse => ({
  url: '',
  version: null,
  health: undefined,
  figures: undefined,
  fleet: null,
  jobs: null,
  lastState: null,
  lastError: null,
  answeredAtMs: nowMs,
  isAway: false,
});

const oneDecimal = (value: number): number => Math.round(value * 10) / 10;

function viewDoor(figures: ServerFigures, receivedPerMinute: number): DoorView {
  return {
    ...figures.records,
    received_per_minute: oneDecimal(receivedPerMinute),
    spool_bytes: figures.spoolBytes,
    lag_entries: figures.lagEntries,
    lag_seconds: figures.lagSeconds,
  };
}

/** What was seen, as it is shown at this instant. Instants are milliseconds since 1970. */
export function viewHouse(
  seen: SeenHouse,
  families: FamilySeries,
  startedAtMs: number,
  nowMs: number,
): HouseView {
  const { figures, health } = seen;
  const startedSeconds = figures?.startedAtSeconds ?? 0;
  return {
    at: new Date(nowMs).toISOString(),
    url: seen.url,
    version: seen.version,
    status: seen.isAway || health === undefined ? 'away' : health.status,
    parts: health?.parts ?? null,
    uptime_seconds:
      startedSeconds > 0 ? oneDecimal(Math.max(0, nowMs / 1_000 - startedSeconds)) : null,
    age_seconds: oneDecimal(Math.max(0, (nowMs - seen.answeredAtMs) / 1_000)),
    session_seconds: oneDecimal((nowMs - startedAtMs) / 1_000),
    fleet: seen.fleet,
    tables: families.view(nowMs),
    door: figures === undefined ? null : viewDoor(figures, families.receivedPerMinute(nowMs)),
    jobs: seen.jobs,
    last_state: seen.lastState,
    last_error: seen.lastError,
  };
}
