import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { createClient } from '@homepot/client';
import { readKey } from './environment.ts';
import { waitForHouse } from './find-house.ts';
import type { Fleet } from './fleet/create-fleet.ts';
import { createFleet } from './fleet/create-fleet.ts';
import { hasRealDevices } from './fleet/fleet-inventory.ts';
import type { SimulatorOptions } from './read-options.ts';
import { readOptions } from './read-options.ts';
import { takeTurn } from './take-turn.ts';

/**
 * The simulator as a program of its own; `homepot simulate` and `homepot up` start it. It waits for
 * the house, starts the terminals, and runs until it is told to stop. Exit code 0 means that nothing
 * is left to do, 2 that it was told something wrong.
 */
const say = (message: string): void => void process.stdout.write(`${message}\n`);
const complain = (message: string): void => void process.stderr.write(`simulator: ${message}\n`);

const stopping = new AbortController();
const { signal } = stopping;
const stopped = new Promise<void>((resolve) => {
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      stopping.abort();
      resolve();
    });
  }
});

const nextSteps = `See them:       npx homepot top   or   npx homepot tail health-checks
Ask about them: npx homepot metrics overview   or   errors list   or   alerts list
Add your own:   docs/tutorials/tell-what-an-app-does.md`;

function tellRunning({ deviceCount, intervalSeconds, isDemo }: SimulatorOptions): void {
  const terminals =
    deviceCount === 1
      ? '1 simulated terminal reports'
      : `${deviceCount} simulated terminals report`;
  const seconds = intervalSeconds === 1 ? 'second' : `${intervalSeconds} s`;
  say(`${terminals} every ${seconds}`);
  if (isDemo) say(nextSteps);
}

async function end(fleet: Fleet, options: SimulatorOptions): Promise<void> {
  await fleet.stop();
  const summary = JSON.stringify(fleet.summary());
  if (options.summaryFile !== undefined) await writeFile(options.summaryFile, `${summary}\n`);
  else if (!options.isDemo) say(summary);
}

async function run(options: SimulatorOptions): Promise<void> {
  const key = readKey();
  const house = await waitForHouse(options.dataDir, { url: options.url, key }, signal);
  const headers = { 'user-agent': 'homepot-simulator' };
  const client = createClient({ url: house.url, key: house.key, headers });
  if (options.isDemo && (await hasRealDevices(client, signal))) {
    say(
      'Real devices are known here, so the simulated terminals stay off (`homepot simulate` runs them)',
    );
    return;
  }
  const { url } = house;
  const endTurn = await takeTurn({ ...options, url, signal, say });
  const fleet = createFleet({ ...options, client, url, house: house.name, say });
  try {
    const started = fleet.start().then(() => tellRunning(options));
    // A stop in the middle of the start ends the waiting; what start says then is of no interest.
    started.catch(() => undefined);
    await Promise.race([started, stopped]);
    await stopped;
  } finally {
    await end(fleet, options).finally(endTurn);
  }
}

async function main(): Promise<number> {
  let options: SimulatorOptions;
  try {
    options = readOptions(process.argv.slice(2));
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return 2;
  }
  try {
    await run(options);
    return 0;
  } catch (error) {
    if (signal.aborted) return 0;
    complain(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

process.exit(await main());
