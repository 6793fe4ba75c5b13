import { dayMs, hourMs, minuteMs } from '../units.ts';
import type { FaultFacts } from './fault-process.ts';

/** The share of time for which a cause holds, turned into the window of its process. */
function holding(
  share: number,
  facts: Omit<FaultFacts, 'windowMs' | 'chance'> & { chance?: number },
): FaultFacts {
  const chance = facts.chance ?? 0.75;
  return { ...facts, chance, windowMs: Math.round((chance * facts.meanMs) / share) };
}

/**
 * Every cause, with the share of time that it holds. Together they leave a terminal healthy 85 % of
 * the time: 8 % the payment gateway times out, 4 % the database fails, 3 % the disk is nearly full.
 * Where two causes meet, the graver one is told (database, gateway, disk), so the shares below are
 * a little higher than what is seen of each.
 */
export const faultFacts = {
  /** The gateway of a whole site: all of its terminals at once. */
  siteGateway: holding(0.046, {
    name: 'site-gateway',
    meanMs: 9 * minuteMs,
    leadMs: 90_000,
    tailMs: 2 * minuteMs,
  }),
  /** The gateway as one terminal sees it: a bad line, an expired session. */
  gateway: holding(0.0391, {
    name: 'gateway',
    meanMs: 5 * minuteMs,
    leadMs: minuteMs,
    tailMs: minuteMs,
  }),
  /** The database of a terminal: locks and lost connections. A full disk is the other way to lose it. */
  database: holding(0.0343, {
    name: 'database',
    meanMs: 6 * minuteMs,
    leadMs: 3 * minuteMs,
    tailMs: minuteMs,
  }),
  /** A log that runs away: hours until the disk is nearly full, then a warning, then, at times, worse. */
  disk: holding(0.0341, {
    name: 'disk',
    chance: 0.9,
    meanMs: 26 * minuteMs,
    leadMs: 4 * hourMs,
    tailMs: 20 * minuteMs,
  }),
  /** Lost connections; the latency rises before. Reports wait and come late. */
  network: holding(0.008, {
    name: 'network',
    chance: 0.9,
    meanMs: 2.5 * minuteMs,
    leadMs: 3 * minuteMs,
    tailMs: minuteMs,
  }),
  /** Memory that is never given back, for hours, until the terminal is restarted. */
  leak: {
    name: 'leak',
    chance: 0.6,
    windowMs: 30 * hourMs,
    meanMs: 5 * hourMs,
    leadMs: 0,
    tailMs: 0,
  },
  /** A restart now and then: updates of the operating system, somebody at the plug. */
  restart: {
    name: 'restart',
    chance: 0.9,
    windowMs: 6 * dayMs,
    meanMs: 40_000,
    leadMs: 0,
    tailMs: 0,
  },
  /** What a bad configuration does to its terminal, while it has it. */
  badConfiguration: {
    name: 'bad-configuration',
    chance: 1,
    windowMs: 8 * minuteMs,
    meanMs: 2 * minuteMs,
    leadMs: 0,
    tailMs: 0,
  },
} as const satisfies Readonly<Record<string, FaultFacts>>;

/** How long a full disk keeps the database down, where the warning was not heeded. */
export const fullDiskMeanMs = 9 * minuteMs;
