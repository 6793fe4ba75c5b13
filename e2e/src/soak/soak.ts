import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../../packages/server/src/store/index.ts';
import { waitUntilDrained } from '../crash/drained.ts';
import { createLoad } from '../crash/load.ts';
import type { Verdict } from '../crash/verify.ts';
import { verify } from '../crash/verify.ts';
import type { RolloutFaults } from '../rollout/verify-rollouts.ts';
import { verifyRollouts } from '../rollout/verify-rollouts.ts';
import type { FleetSummary } from '../simulator-process.ts';
import { startSimulatorProcess } from '../simulator-process.ts';
import { rollOut } from './roll-out.ts';
import type { ServerPair } from './server-pair.ts';
import { startServerPair } from './server-pair.ts';
import type { Revocation } from './try-revocation.ts';
import { tryRevocation } from './try-revocation.ts';
import { countTelemetry, findDoubledStates, verifyRollups } from './verify-soak.ts';
import type { LiveVerdict } from './watch-live.ts';
import { watchLive } from './watch-live.ts';

/** How the soak is run. */
export interface SoakOptions {
  readonly minutes: number;
  readonly devices: number;
  readonly killSeconds: number;
  readonly folder: string;
  readonly connectionString: string;
  readonly database: Database;
  /** Told what happens, in words. */
  readonly say?: (line: string) => void;
}

/** What came out. `faults` says what does not hold; empty is a pass. */
export interface SoakVerdict {
  readonly faults: readonly string[];
  readonly kills: number;
  readonly rollouts: number;
  readonly records: Verdict;
  readonly jobs: RolloutFaults;
  readonly live: LiveVerdict;
  readonly fleet: FleetSummary;
  readonly revocations: readonly Revocation[];
  readonly stored: Readonly<Record<string, number>>;
}

/** Nothing is written but what the soak sends and makes happen; all that it sends is stored. */
const settings = { SAMPLE_DATA: 'false', THIN_CHANGE_PERCENT: '0', ANALYTICS_ENABLED: 'false' };

const downMilliseconds = 3_000;
const loadPauseMilliseconds = 400;
const followersCount = 6;
const revokedMillisecondsMax = 1_000;
/** On a machine that is busy beyond its processors, now and then. */
const revokedLateMillisecondsMax = 2_000;
const revokedLateShareMax = 0.05;
const outboxMillisecondsMax = 60_000;

/** Kills one server after the other, each for some seconds; in between, revokes at one what is used at the other. */
async function disturb(
  pair: ServerPair,
  { minutes, killSeconds, say }: SoakOptions,
): Promise<{ kills: number; revocations: Revocation[] }> {
  const endsAt = performance.now() + minutes * 60_000;
  const revocations: Revocation[] = [];
  let kills = 0;
  for (; performance.now() < endsAt; kills += 1) {
    const turnEndsAt = performance.now() + killSeconds * 1_000;
    const index = kills % 2;
    await pair.kill(index);
    await pause(Math.min(downMilliseconds, (killSeconds * 1_000) / 4));
    await pair.restart(index);
    for (const [here, there] of [pair.addresses, pair.addresses.toReversed()]) {
      if (here === undefined || there === undefined) continue;
      const name = `revoked-${revocations.length}`;
      revocations.push(await tryRevocation(here, there, pair.key, name));
    }
    say?.(`killed server ${index}; revoked within ${JSON.stringify(revocations.at(-1))}`);
    await pause(Math.max(0, turnEndsAt - performance.now()));
  }
  return { kills, revocations };
}

async function waitForOutbox(database: Database): Promise<void> {
  const deadline = performance.now() + outboxMillisecondsMax;
  for (;;) {
    const [row] = await database.query<{ count: number }>('SELECT count(*) AS count FROM outbox');
    if (row?.count === 0) return;
    if (performance.now() > deadline) throw new Error('the outbox is not emptied');
    await pause(100);
  }
}

async function drain(pair: ServerPair, database: Database): Promise<void> {
  await waitForOutbox(database);
  for (const index of [0, 1]) {
    const { url, localKey } = pair.server(index);
    await waitUntilDrained(url, localKey);
  }
}

const told = (what: string, list: readonly string[]): string[] =>
  list.length === 0 ? [] : [`${what}: ${list.length}, such as ${list.slice(0, 3).join('; ')}`];

function findFaults(
  { records, jobs, live, fleet, revocations }: Omit<SoakVerdict, 'faults'>,
  reports: number,
): string[] {
  const lived = revocations.flatMap((one) => Object.entries(one));
  const late = lived.filter(([, ms]) => !(ms <= revokedMillisecondsMax));
  const isSlow =
    late.length > lived.length * revokedLateShareMax ||
    late.some(([, ms]) => !(ms <= revokedLateMillisecondsMax));
  const slow = isSlow ? late.map(([way, ms]) => `${way} ${Math.round(ms)} ms`) : [];
  const { made, acknowledged, lost } = fleet.reports;
  // None waits any more, so that each is there, and there once.
  const wrongReports = reports !== acknowledged || acknowledged !== made || lost > 0;
  return [
    ...told('acknowledged records that are missing', records.lost),
    ...told('records that are there twice', records.doubled),
    ...told('records that nobody sent', records.invented),
    ...told('hours that differ from a recount', records.rollupDifferences),
    ...Object.entries(jobs).flatMap(([what, list]) => told(what, list)),
    ...told('live sums', live.wrongSums),
    ...(live.resets > 0 ? [`pictures that told of a hole: ${live.resets}`] : []),
    ...(live.outOfOrder > 0 ? [`live messages out of order: ${live.outOfOrder}`] : []),
    ...(fleet.commands.applied_twice > 0
      ? [`commands carried out twice: ${fleet.commands.applied_twice}`]
      : []),
    ...(wrongReports
      ? [`reports: ${made} made, ${acknowledged} acknowledged, ${lost} lost, ${reports} stored`]
      : []),
    ...told('connections that outlived their credential', slow),
  ];
}

async function run(pair: ServerPair, options: SoakOptions): Promise<SoakVerdict> {
  const { database, devices, folder, say } = options;
  const load = createLoad({ pauseMilliseconds: loadPauseMilliseconds });
  const ending = new AbortController();
  const sending = load.run(pair.url, pair.key, ending.signal);
  sending.catch(() => ending.abort());
  const words = ['--url', pair.url, '--devices', String(devices), '--interval', '2'];
  const fleet = startSimulatorProcess(folder, [...words, '--faults', 'off'], pair.key);
  const live = watchLive(pair, followersCount);
  const rollouts = rollOut(pair, database, devices);
  const { kills, revocations } = await disturb(pair, options).catch((error: unknown) => {
    throw new Error(`${String(error)}\nfleet: ${fleet.output()}`);
  });
  say?.('the last rollout is waited for');
  const rolledOut = await rollouts.stop();
  const summary = await fleet.stop();
  ending.abort();
  await sending;
  await load.finish(pair.url, pair.key);
  await drain(pair, database);
  say?.('everything is drained');
  const stored = await countTelemetry(database);
  const verdict = {
    kills,
    rollouts: rolledOut,
    records: await verify(database, load.batches, { othersWrite: true }),
    jobs: await verifyRollouts(database),
    live: await live.stop(() => countTelemetry(database)),
    fleet: summary,
    revocations,
    stored,
  };
  const faults = [
    ...findFaults(verdict, stored.health_checks ?? 0),
    ...told('numbers that differ from a recount', await verifyRollups(pair.url, pair.key)),
    ...told('states that were entered twice', await findDoubledStates(database)),
  ];
  return { faults, ...verdict };
}

/**
 * Runs two servers on one database behind a balancer, under a load, with terminals, rollouts and
 * followers, and kills one of them with SIGKILL again and again; then holds what is there against what
 * was promised.
 */
export async function runSoak(options: SoakOptions): Promise<SoakVerdict> {
  const pair = await startServerPair(
    join(options.folder, 'servers'),
    options.connectionString,
    settings,
  );
  try {
    return await run(pair, options);
  } catch (error) {
    throw new Error(`${String(error)}\nservers: ${pair.output().slice(-20_000)}`);
  } finally {
    await pair.stop();
  }
}
