import { setTimeout as wait } from 'node:timers/promises';
import { connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { ProgramReport, Supervisor } from '../supervisor/create-supervisor.ts';
import { createSupervisor } from '../supervisor/create-supervisor.ts';
import { keepLooking, showDashboard } from '../top/run-top.ts';
import type { HouseWatch } from '../top/watch-house.ts';
import { createHouseWatch } from '../top/watch-house.ts';
import { collectLimits as limits } from './collect-limits.ts';
import type { CollectSettings } from './collect-programs.ts';
import { listCollectPrograms } from './collect-programs.ts';
import type { CollectSummary } from './collect-summary.ts';
import { createSummary } from './collect-summary.ts';
import type { ProgramOutput } from './program-output.ts';

/** What a collection takes besides its settings. */
export interface CollectionOptions extends CollectSettings {
  readonly output: ProgramOutput;
  /** Whether the dashboard is shown on this terminal. */
  readonly showsTop: boolean;
  /** Milliseconds from when the server is ready; absent = until somebody stops it. */
  readonly durationMs?: number | undefined;
}

/** How a collection ended. */
export interface CollectionEnd {
  readonly summary: CollectSummary;
  /** `whole`: as it was asked to. `partial`: something was down at the end. `failed`: the server was. */
  readonly result: 'whole' | 'partial' | 'failed';
}

/** By this the log of the server's requests is told from what the collection itself asks it. */
const headers = { 'user-agent': 'homepot-collect' };

function createWatch(context: Context): HouseWatch {
  // Whatever HOMEPOT_URL names, the server of this data folder is watched.
  const environment = { ...context.environment, url: undefined, key: undefined };
  return createHouseWatch({
    connect: async () => {
      const { client, address } = await connect({ ...context, environment }, {}, headers);
      return { client, url: address.url };
    },
  });
}

/** Lets what was taken get into the database, so that it counts. */
async function awaitSettled(watch: HouseWatch): Promise<void> {
  const giveUpMs = performance.now() + limits.settleMillisecondsMax;
  do {
    await watch.look();
    const { status, door } = watch.view();
    if (status === 'away' || door === null || door.in_spool === 0) return;
    await wait(limits.readyPollMilliseconds);
  } while (performance.now() < giveUpMs);
}

/** Watches from when the server is ready until it is over. */
async function watchUntil(
  context: Context,
  watch: HouseWatch,
  { showsTop, durationMs }: CollectionOptions,
  ending: AbortController,
): Promise<void> {
  const { signal } = ending;
  const timer = setTimeout(() => ending.abort('time is up'), durationMs ?? 0);
  if (durationMs === undefined) clearTimeout(timer);
  try {
    if (!showsTop) return await keepLooking(watch, signal, () => undefined);
    const footer = 'q or Ctrl-C ends the collection';
    await showDashboard(context, watch, { footer, onQuit: () => ending.abort('asked to') }, signal);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when the first program, which the others need, does its work; or when it is over. */
async function awaitOpen(supervisor: Supervisor, signal: AbortSignal): Promise<void> {
  while (!signal.aborted && supervisor.reports()[0]?.state !== 'ready') {
    await wait(limits.readyPollMilliseconds, undefined, { signal }).catch(() => undefined);
  }
}

function judge(before: readonly ProgramReport[], errors: readonly string[]) {
  if (errors.length > 0) return 'failed';
  return before.some(({ state }) => state === 'waiting') ? 'partial' : 'whole';
}

/**
 * Runs a collection until `ending` is aborted (its reason is told), time is up, or the server ended.
 * Then stops everything, the server last, and leaves no process. Never rejects for what a program does.
 */
export async function runCollection(
  context: Context,
  options: CollectionOptions,
  ending: AbortController,
): Promise<CollectionEnd> {
  const startedAtMs = Date.now();
  const errors: string[] = [];
  const { signal } = ending;
  const { output } = options;
  const supervisor = createSupervisor(listCollectPrograms(options), output);
  void supervisor.over.then(({ name, code }) => {
    if (signal.aborted) return;
    errors.push(code === 0 ? `the ${name} was stopped` : `the ${name} ended with ${code}`);
    ending.abort(`the ${name} ended`);
  });
  const watch = createWatch(context);
  const starting = supervisor.start();
  let wasOpen = false;
  try {
    await awaitOpen(supervisor, signal);
    wasOpen = !signal.aborted;
    if (wasOpen) await watchUntil(context, watch, options, ending);
  } finally {
    ending.abort('a failure');
    output.say('stopping');
  }
  const before = supervisor.reports();
  await supervisor.stop(['traffic', 'simulator']);
  if (wasOpen) await awaitSettled(watch);
  await supervisor.stop();
  await starting;
  const programs = supervisor
    .reports()
    .map((report, i) => ({ ...report, state: before[i]?.state ?? report.state }));
  const facts = { reason: String(signal.reason), errors, programs };
  const instants = { startedAtMs, endedAtMs: Date.now() };
  const summary = createSummary(wasOpen ? watch.view() : undefined, { ...facts, ...instants });
  return { summary, result: judge(before, errors) };
}
