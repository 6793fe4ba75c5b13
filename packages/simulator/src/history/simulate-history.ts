import { badVersionsDefault } from '../device/configuration.ts';
import { createSiteGateway } from '../device/device-faults.ts';
import { createDeviceModel } from '../device/device-model.ts';
import type { DevicePlan } from '../device/device-plan.ts';
import { createKey } from '../random/keyed-random.ts';
import type { SitePlan } from '../site/site-plan.ts';
import { createSiteRhythm } from '../site/site-rhythm.ts';
import type { DeviceHistory } from './device-history.ts';
import { createDeviceHistory, judgedMs, settleMs } from './device-history.ts';
import type { HistoryRow } from './history-rows.ts';
import type { Rollout } from './rollout-plan.ts';
import { planRollouts } from './rollout-plan.ts';
import { runRollout } from './rollout-rows.ts';

/** Whose past, of what time, and how finely. */
export interface HistoryOptions {
  readonly sites: readonly SitePlan[];
  readonly devices: readonly DevicePlan[];
  readonly fromMs: number;
  readonly toMs: number;
  /** Seconds between two reports of a device. */
  readonly stepSeconds: number;
  readonly seed: number;
  readonly badVersions?: readonly string[];
  readonly areFaultsOn?: boolean;
}

interface SiteHistory {
  readonly devices: readonly DeviceHistory[];
  /** What is to come, the next first. */
  readonly rollouts: Rollout[];
}

function createSiteHistory(site: SitePlan, options: HistoryOptions): SiteHistory {
  const { seed, stepSeconds, badVersions = badVersionsDefault, areFaultsOn = true } = options;
  const rhythm = createSiteRhythm(site, seed);
  const around = {
    seed,
    rhythm,
    siteGateway: createSiteGateway(site.siteId, seed, rhythm),
    deviceCount: site.deviceCount,
    badVersions: new Set(badVersions),
    areFaultsOn,
  };
  const devices = options.devices
    .filter(({ siteId }) => siteId === site.siteId)
    .map((plan) => createDeviceHistory(createDeviceModel(plan, around), stepSeconds));
  return { devices, rollouts: [...planRollouts(site.siteId, seed, options)] };
}

/** A version that harms is taken back when that was seen, for the version that came before it. */
function rollbackOf(rollout: Rollout, previous: string, stepSeconds: number): Rollout {
  const number = createKey(0, rollout.jobId, 'rollback').toString(16).padStart(8, '0');
  // A step later than the verdict, which a further change would put an end to.
  const atMs = rollout.atMs + settleMs + judgedMs + 2_000 * stepSeconds;
  return { ...rollout, jobId: `job-${number}`, atMs, version: previous };
}

function* runDueRollouts(
  site: SiteHistory,
  atMs: number,
  badVersions: ReadonlySet<string>,
  memory: { version: string; readonly stepSeconds: number },
): Generator<HistoryRow> {
  for (
    let next = site.rollouts[0];
    next !== undefined && next.atMs <= atMs;
    [next] = site.rollouts
  ) {
    site.rollouts.shift();
    const isRollback = next.version === memory.version;
    const isTakenBack = badVersions.has(next.version) && !isRollback;
    const changeType = isRollback ? 'rollback' : 'automated';
    yield* runRollout(next, site.devices, { changeType, isTakenBack });
    if (isTakenBack) site.rollouts.unshift(rollbackOf(next, memory.version, memory.stepSeconds));
    else memory.version = next.version;
  }
}

/**
 * The past of a fleet, row by row as the house would have stored it: reports, measurements, changes
 * of state, rollouts with their outcomes and errors, and what each change did. Rows come in the order
 * of time, step by step; those of a change of configuration when it could be judged. The same
 * options give the same rows.
 */
export function* simulateHistory(options: HistoryOptions): Generator<HistoryRow> {
  const { fromMs, toMs, stepSeconds, badVersions = badVersionsDefault } = options;
  const bad = new Set(badVersions);
  const sites = options.sites.map((site) => ({
    history: createSiteHistory(site, options),
    memory: {
      stepSeconds,
      version: options.devices.find(({ siteId }) => siteId === site.siteId)?.configVersion ?? '',
    },
  }));
  for (let atMs = fromMs; atMs < toMs; atMs += stepSeconds * 1_000) {
    for (const { history, memory } of sites) {
      yield* runDueRollouts(history, atMs, bad, memory);
      for (const device of history.devices) yield* device.step(atMs);
    }
  }
}
