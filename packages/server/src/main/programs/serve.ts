import process from 'node:process';
import type { Config } from '../../kernel/index.ts';
import type { House } from '../house/compose.ts';
import { startHouse } from '../house/compose.ts';
import { createRunFile, removeRunFile } from '../run-file.ts';
import { version } from '../version.ts';
import { collectGarbage } from './collect-garbage.ts';
import { exitCodes } from './exit-codes.ts';
import { letHeapGrow } from './let-heap-grow.ts';
import { listen, localUrl, requireFreePort } from './listen.ts';
import { printLine } from './print.ts';
import { waitForBug, waitForStopSignal } from './stop-signals.ts';
import type { Ground } from './with-ground.ts';
import { withGround } from './with-ground.ts';

/** A link for the first administrator, until one has a password. */
async function createFirstLink({ auth, adminWithoutPassword }: House): Promise<string | undefined> {
  if (adminWithoutPassword === undefined) return undefined;
  return (await auth.loginLinks.create(adminWithoutPassword, { local: true })).path;
}

const sampleNote =
  'Sample data were made; with the server stopped, `npx homepot init --remove-sample` removes them';

function greet(ground: Ground, url: string, link: string | undefined, made: boolean): void {
  const lines = [
    `HOMEPOT ${version} is ready at ${url}`,
    ...(link === undefined ? [] : [`Sign in, once:  ${url}${link}`]),
    `Data folder:    ${ground.dataFolder}`,
    ...(made ? [sampleNote] : []),
  ];
  printLine(lines.join('\n'));
}

async function open(house: House, ground: Ground): Promise<void> {
  const { config, dataFolder, clock } = ground;
  const port = await listen(house.app, config.HOST, config.PORT);
  const url = localUrl(config.HOST, port);
  const startedAt = new Date(clock.nowMs()).toISOString();
  const mqtt = house.mqtt === undefined ? {} : { mqttUrl: house.mqtt.localUrl() };
  await createRunFile(dataFolder, { pid: process.pid, url, port, ...mqtt, version, startedAt });
  const link = await createFirstLink(house);
  greet(ground, config.PUBLIC_URL?.replace(/\/+$/, '') ?? url, link, house.madeSampleData);
}

type Ending = { readonly signal: NodeJS.Signals } | { readonly error: Error };

/** From the very start on, so that what was started is stopped again, however it ends. */
const waitForEnding = (): Promise<Ending> =>
  Promise.race([
    waitForStopSignal().then((signal) => ({ signal })),
    waitForBug().then((error) => ({ error })),
  ]);

/** Runs until somebody asks it to stop or it must not go on. Returns the exit code. */
async function runUntil(ending: Promise<Ending>, house: House, { log }: Ground): Promise<number> {
  const reason = await Promise.race([ending, house.failed.then((error) => ({ error }))]);
  if ('error' in reason) {
    house.ownErrors.note(reason.error, { kind: 'process' });
    log.fatal({ err: reason.error }, 'the server must not go on');
    return exitCodes.failed;
  }
  log.info({ signal: reason.signal }, 'stopping');
  return exitCodes.ok;
}

/** Where the own broker must have a certain port, finds out early whether it is free. */
async function requireFreeMqttPort({
  HOST,
  MQTT_ENABLED,
  MQTT_URL,
  MQTT_PORT,
}: Config): Promise<void> {
  if (!MQTT_ENABLED || MQTT_URL !== undefined || !MQTT_PORT) return;
  await requireFreePort(HOST, MQTT_PORT, 'MQTT_PORT');
}

async function serveOn(ground: Ground): Promise<number> {
  const { config, dataFolder } = ground;
  const ending = waitForEnding();
  if (config.PORT !== 0) await requireFreePort(config.HOST, config.PORT);
  await requireFreeMqttPort(config);
  const stopping = new AbortController();
  void ending.then(() => stopping.abort());
  const house = await startHouse(
    { ...ground, signal: stopping.signal },
    { sampleData: config.SAMPLE_DATA ? 'when-fresh' : 'never' },
  ).catch((error: unknown) => {
    if (stopping.signal.aborted) return undefined;
    throw error;
  });
  if (house === undefined) return exitCodes.ok;
  try {
    await open(house, ground);
    letHeapGrow();
    collectGarbage();
    return await runUntil(ending, house, ground);
  } finally {
    await removeRunFile(dataFolder);
    await house.stop();
  }
}

/** `serve`: the server, until it is asked to stop. */
export const serve = (): Promise<number> => withGround(serveOn);
