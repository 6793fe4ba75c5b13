import { setTimeout as wait } from 'node:timers/promises';
import { ClientError } from '@homepot/client';
import type { Agenda } from './agenda.ts';
import type { BatchSender } from './batch-sender.ts';
import { createBatchSender } from './batch-sender.ts';
import { fillAgenda } from './fill-agenda.ts';
import type { FleetWatch } from './fleet-watch.ts';
import { createFleetWatch, enterSmallFleet, hasNoSite } from './fleet-watch.ts';
import { rhythmAt } from './rhythm.ts';
import type { TrafficClients } from './traffic-clients.ts';
import { openTrafficClients } from './traffic-clients.ts';
import { trafficLimits as limits } from './traffic-limits.ts';
import type { TrafficOptions, TrafficSummary } from './traffic-options.ts';

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  wait(ms, undefined, { signal }).catch(() => undefined);

/** Sends what was gathered, again and again. A server that is away is waited for. */
async function keepSending(
  sender: BatchSender,
  clients: TrafficClients,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await pause(limits.flushMilliseconds, signal);
    if (signal.aborted) return;
    try {
      await sender.flush(signal);
    } catch (error) {
      const keyEnded = error instanceof ClientError && error.status === 401;
      if (keyEnded) await clients.renew().catch(() => undefined);
    }
  }
}

async function keepLooking(fleet: FleetWatch, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await fleet.look(signal).catch(() => undefined);
    const isUnknown = fleet.devices().length === 0;
    const pauseMs = isUnknown ? limits.fleetUnknownSeconds * 1_000 : limits.fleetLookMilliseconds;
    await pause(pauseMs, signal);
  }
}

/** Lets the time of the traffic pass: faster by rate and speed, and when people are busy. */
async function letTimePass(
  agenda: Agenda,
  { rate, speed }: TrafficOptions,
  signal: AbortSignal,
): Promise<void> {
  const startedAtMs = Date.now();
  let lastMs = performance.now();
  while (!signal.aborted) {
    await pause(limits.tickMilliseconds, signal);
    if (signal.aborted) return;
    const nowMs = performance.now();
    const playedMs = startedAtMs + (Date.now() - startedAtMs) * speed;
    const seconds = ((nowMs - lastMs) / 1_000) * rate * speed * rhythmAt(playedMs);
    agenda.advance(seconds, limits.eventsPerTickMax);
    lastMs = nowMs;
  }
}

/**
 * Plays people until `signal` says that it is over; then sends the rest and takes its keys back,
 * which takes `stopMilliseconds` at most. Everything that it writes is marked as simulated by a key
 * that it makes for itself, and it touches simulated devices only. `onStarted` is called when it is
 * signed in. Rejects with a ClientError where that is not allowed, or nobody answers.
 */
export async function playTraffic(
  options: TrafficOptions,
  signal: AbortSignal,
  onStarted: () => void,
): Promise<TrafficSummary> {
  const clients = await openTrafficClients(options, signal);
  const sender = createBatchSender(clients.ingest);
  const fleet = createFleetWatch(clients.admin);
  const filled = fillAgenda(options.seed, { clients, fleet, emit: sender.add });
  try {
    if (options.entersFleet && (await hasNoSite(clients.admin))) {
      await enterSmallFleet(clients.admin);
    }
    onStarted();
    await Promise.all([
      letTimePass(filled.agenda, options, signal),
      keepLooking(fleet, signal),
      keepSending(sender, clients, signal),
    ]);
  } finally {
    const last = AbortSignal.timeout(limits.stopMilliseconds);
    await sender.flush(last).catch(() => undefined);
    await clients.close(last);
  }
  const { asked, failed } = filled.questions();
  const { ordered, refused } = filled.jobs();
  return {
    ...sender.counts(),
    waiting: sender.waiting(),
    questions: asked,
    questions_failed: failed,
    jobs_ordered: ordered,
    jobs_refused: refused,
  };
}
