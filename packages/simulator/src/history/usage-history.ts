import { createChance } from '../traffic/chance.ts';
import type { FleetWatch, PlayedDevice } from '../traffic/fleet-watch.ts';
import { playErrors } from '../traffic/play-errors.ts';
import { playJobOutcomes } from '../traffic/play-job-outcomes.ts';
import { playPerson } from '../traffic/play-person.ts';
import { playTools } from '../traffic/play-tools.ts';
import { rhythmAt } from '../traffic/rhythm.ts';
import type { TrafficTable } from '../traffic/traffic-records.ts';
import { createRequestHistory } from './request-history.ts';

/** A row that people, agents and machines cause. */
export interface UsageRow {
  readonly table: TrafficTable | 'api_request_logs' | 'performance_metrics';
  readonly atMs: number;
  readonly row: Readonly<Record<string, unknown>>;
}

/** What happened to the fleet, told in the order of time, and what people made of it. */
export interface UsageHistory {
  /** A device changed its state. */
  changed(deviceId: string, state: string, reason: string): void;
  /** What happened up to an instant. */
  advance(untilMs: number): readonly UsageRow[];
}

interface Entry {
  dueMs: number;
  /** How many times as far apart as in live traffic. */
  readonly spread: number;
  readonly happening: () => number;
}

/** Live traffic is one of a busy house; a past of weeks needs only some of it. */
const spreads = { errors: 4, outcomes: 8, tools: 8 } as const;
/** People stay as long as ever on a page; between two of them the seat is empty for long. */
const breakSpread = 30;

/** Creates the people of a past that begins at `fromMs`. The same seed is the same people. */
export function createUsageHistory(
  devices: readonly { readonly deviceId: string; readonly siteId: string }[],
  fromMs: number,
  seed: number,
): UsageHistory {
  const chance = createChance(seed);
  let atMs = fromMs;
  let rows: UsageRow[] = [];
  const played = new Map<string, PlayedDevice>(
    devices.map(({ deviceId, siteId }) => [
      deviceId,
      {
        device_id: deviceId,
        site_id: siteId,
        segment: 'pos-terminals',
        status: 'online',
        status_reason: null,
      },
    ]),
  );
  const inTrouble = ['degraded', 'error', 'offline'];
  const fleet: FleetWatch = {
    look: async () => undefined,
    devices: () => [...played.values()],
    troubled: () => [...played.values()].filter(({ status }) => inTrouble.includes(status)),
  };
  const put = (table: UsageRow['table'], row: UsageRow['row']) => rows.push({ table, atMs, row });
  const base = { fleet, emit: put, now: () => new Date(atMs) };
  const requests = createRequestHistory(chance.fork('requests'), base.now, (row) =>
    put('api_request_logs', row),
  );
  const person = playPerson({ ...base, chance: chance.fork('seat'), ask: requests.ask });
  const present = () => [person.current() ?? []].flat();
  const entries: Entry[] = [
    {
      dueMs: fromMs,
      spread: 1,
      happening: () => {
        const seconds = person.happening();
        return person.current() === undefined ? seconds * breakSpread : seconds;
      },
    },
    ...(
      [
        ['outcomes', playJobOutcomes({ ...base, chance: chance.fork('outcomes') })],
        ['errors', playErrors({ ...base, chance: chance.fork('errors'), present })],
        ['tools', playTools({ ...base, chance: chance.fork('tools'), present })],
      ] as const
    ).map(([name, happening]) => ({ dueMs: fromMs, spread: spreads[name], happening })),
  ];
  return {
    changed(deviceId, status, status_reason) {
      const device = played.get(deviceId);
      if (device !== undefined) played.set(deviceId, { ...device, status, status_reason });
    },
    advance(untilMs) {
      for (;;) {
        const next = entries.reduce((a, b) => (b.dueMs < a.dueMs ? b : a));
        if (next.dueMs >= untilMs) break;
        atMs = next.dueMs;
        next.dueMs += Math.max(1, (next.happening() * next.spread * 1_000) / rhythmAt(atMs));
      }
      const happened = rows;
      rows = [];
      return happened;
    },
  };
}
