import { join } from 'node:path';
import type { Agent } from '../agent-dependencies.ts';
import { createAgent } from '../create-agent.ts';
import { openDiskCommandJournal } from '../disk/open-disk-command-journal.ts';
import { openDiskReportStore } from '../disk/open-disk-report-store.ts';
import { createMachineExecutor } from '../execution/create-machine-executor.ts';
import type { AgentLog } from '../log.ts';
import { createMachineSensors } from '../machine/create-machine-sensors.ts';
import type { Identity } from '../settings/identity.ts';
import { readIdentity } from '../settings/identity.ts';
import type { AgentSettings } from '../settings/read-agent-settings.ts';
import { SettingsError } from '../settings/settings-error.ts';
import type { Transport } from '../transport.ts';
import { createHttpTransport } from '../transports/create-http-transport.ts';
import { createMqttTransport } from '../transports/create-mqtt-transport.ts';
import { createRequester } from '../transports/create-requester.ts';
import type { TransportParts } from '../transports/transport-parts.ts';
import { agentVersion } from './agent-version.ts';
import { systemClock, systemScheduler } from './system-parts.ts';

/** Which way the agent goes: as configured, else as the house offered at enrolment. */
export function chooseTransport(settings: AgentSettings, identity: Identity): 'mqtt' | 'http' {
  const isOffered = (settings.mqttUrl ?? identity.mqttUrl) !== undefined;
  return settings.transport ?? (isOffered ? 'mqtt' : 'http');
}

function openTransport(
  parts: TransportParts,
  settings: AgentSettings,
  identity: Identity,
): Transport {
  if (chooseTransport(settings, identity) === 'http') {
    return createHttpTransport(parts, createRequester(identity.url, settings.ca));
  }
  const url = settings.mqttUrl ?? identity.mqttUrl;
  if (url === undefined) {
    throw new SettingsError('The house offered no MQTT; set mqtt_url, or transport to "http".');
  }
  return createMqttTransport(parts, {
    url,
    protocolVersion: settings.mqttVersion,
    ca: settings.ca,
  });
}

/** The host and port behind a URL. */
function addressOf(url: string): { host: string; port: number } {
  const { hostname, port, protocol } = new URL(url);
  const usual: Readonly<Record<string, number>> = {
    'http:': 80,
    'https:': 443,
    'mqtt:': 1_883,
    'mqtts:': 8_883,
  };
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, port: port === '' ? (usual[protocol] ?? 80) : Number(port) };
}

function createSensors(settings: AgentSettings, identity: Identity) {
  const { diskPath, services, thresholds, model, firmware } = settings;
  return createMachineSensors({
    diskPath,
    services,
    thresholds,
    house: addressOf(identity.url),
    ...(model === undefined ? {} : { model }),
    ...(firmware === undefined ? {} : { firmware }),
  });
}

function createExecutor(folder: string, settings: AgentSettings) {
  const { configFile, configHook, restartProgram, ca } = settings;
  const options = {
    actions: settings.actions,
    programTimeoutMs: settings.programTimeoutSeconds * 1_000,
    stateFile: join(folder, 'applied-config.json'),
    ...(configFile === undefined ? {} : { configFile }),
    ...(configHook === undefined ? {} : { configHook }),
    ...(restartProgram === undefined ? {} : { restartProgram }),
    ...(ca === undefined ? {} : { ca }),
  };
  return createMachineExecutor(options, systemClock);
}

/** Puts the agent of this machine together, from the files in its folder. */
export function assembleAgent(
  folder: string,
  settings: AgentSettings,
  identity: Identity,
  log: AgentLog,
): Agent {
  const random = Math.random;
  const machine = { clock: systemClock, scheduler: systemScheduler, random, log };
  const credentials = () => readIdentity(folder);
  const transport = openTransport({ ...machine, credentials }, settings, identity);
  const { storeBytesMax } = settings;
  const storeOptions = storeBytesMax === undefined ? {} : { bytesMax: storeBytesMax };
  const parts = {
    ...machine,
    transport,
    sensors: createSensors(settings, identity),
    reports: openDiskReportStore(join(folder, 'reports'), log, storeOptions),
    commands: openDiskCommandJournal(join(folder, 'commands.journal'), log),
    executor: createExecutor(folder, settings),
  };
  const seconds = settings.intervalSeconds ?? identity.reportIntervalSeconds;
  return createAgent(parts, { intervalMs: seconds * 1_000, agentVersion });
}
