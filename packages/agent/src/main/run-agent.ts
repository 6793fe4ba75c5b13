import process from 'node:process';
import { readIdentity } from '../settings/identity.ts';
import { lockAgentFolder } from '../settings/lock-agent-folder.ts';
import { readAgentSettings } from '../settings/read-agent-settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { loadMqtt } from '../transports/load-mqtt.ts';
import { assembleAgent, chooseTransport } from './assemble-agent.ts';
import { createLineLog } from './create-line-log.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const tidyAfterMs = 5_000;
const tidyEveryMs = 30_000;

/**
 * What starting took is garbage, and a collector that has nothing to do never gives it back: it is
 * asked to. Nothing where Node was started without `--expose-gc`.
 */
function keepSmall(): void {
  const tidy = () => {
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
  };
  setTimeout(tidy, tidyAfterMs).unref();
  setInterval(tidy, tidyEveryMs).unref();
}

function run(folder: string): void {
  const settings = readAgentSettings(folder);
  const identity = readIdentity(folder);
  const log = createLineLog(settings.logLevel, (line) => process.stderr.write(line));
  const unlock = lockAgentFolder(folder);
  const agent = assembleAgent(folder, settings, identity, log);
  agent.start();
  keepSmall();
  log.info(
    {
      device: identity.deviceId,
      site: identity.siteId,
      transport: chooseTransport(settings, identity),
    },
    'The agent has started',
  );
  const stop = () => {
    agent.stop().then(unlock, (error: unknown) => {
      log.error({ err: error }, 'The agent did not stop cleanly');
      process.exitCode = 1;
    });
  };
  for (const signal of signals) process.once(signal, stop);
}

/** Reads everything and loads what a run would load, so that it lies compiled in the cache. */
function check(folder: string): void {
  const settings = readAgentSettings(folder);
  const identity = readIdentity(folder);
  if (chooseTransport(settings, identity) === 'mqtt') loadMqtt();
}

/** Runs the agent in a folder, or only checks the folder. Exit code 2: a person has to mend it. */
export function runAgent([folder, word]: readonly string[]): void {
  try {
    if (folder === undefined) throw new SettingsError('Which folder?');
    if (word === '--check') check(folder);
    else run(folder);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 2;
  }
}
