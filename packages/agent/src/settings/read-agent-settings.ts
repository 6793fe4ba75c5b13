import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Program } from '../execution/run-program.ts';
import { limits } from '../limits.ts';
import type { ServiceCheck } from '../machine/check-service.ts';
import type { Thresholds } from '../machine/judge-health.ts';
import type { SettingReader } from './setting-reader.ts';
import { createSettingReader } from './setting-reader.ts';
import { SettingsError } from './settings-error.ts';

/** What `agent.json` in the folder of the agent says. Everything in it may be left out. */
export interface AgentSettings {
  /** Without it: MQTT where the house offered it at enrolment, else HTTP. Never changed by itself. */
  readonly transport: 'mqtt' | 'http' | undefined;
  readonly mqttUrl: string | undefined;
  readonly mqttVersion: 4 | 5;
  /** The text of the certificates, PEM. */
  readonly ca: string | undefined;
  readonly intervalSeconds: number | undefined;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly storeBytesMax: number | undefined;
  readonly model: string | undefined;
  readonly firmware: string | undefined;
  readonly diskPath: string;
  readonly services: Readonly<Record<string, ServiceCheck>>;
  readonly thresholds: Thresholds;
  readonly configFile: string | undefined;
  readonly configHook: Program | undefined;
  readonly restartProgram: Program | undefined;
  readonly actions: ReadonlyMap<string, Program>;
  readonly programTimeoutSeconds: number;
}

function readCheck(reader: SettingReader, name: string): ServiceCheck {
  if (!/^[a-z][a-z0-9_]{0,49}$/.test(name)) {
    throw new SettingsError(`agent.json: services.${name}: use small letters, digits and _.`);
  }
  const check = reader.object(name);
  const systemd = check.text('systemd');
  const process = check.text('process');
  const tcp = check.text('tcp');
  check.end();
  if (systemd !== undefined) return { systemd };
  if (process !== undefined) return { process };
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(tcp ?? '') ?? [];
  if (host !== undefined) return { tcp: { host, port: Number(port) } };
  const message = `agent.json: services.${name} needs "systemd", "process" or "tcp": "host:port".`;
  throw new SettingsError(message);
}

function readServices(reader: SettingReader): Readonly<Record<string, ServiceCheck>> {
  const names = reader.names();
  if (names.length > limits.servicesMax) {
    throw new SettingsError(`agent.json: services may name ${limits.servicesMax} at most.`);
  }
  return Object.fromEntries(names.map((name) => [name, readCheck(reader, name)]));
}

function readThresholds(reader: SettingReader): Thresholds {
  const thresholds = {
    cpu_percent: reader.number('cpu_percent', 0, 100) ?? 98,
    memory_percent: reader.number('memory_percent', 0, 100) ?? 95,
    disk_percent: reader.number('disk_percent', 0, 100) ?? 90,
    network_latency_ms: reader.number('network_latency_ms', 0, 60_000) ?? 2_000,
  };
  reader.end();
  return thresholds;
}

function readActions(reader: SettingReader): ReadonlyMap<string, Program> {
  const actions = new Map<string, Program>();
  for (const name of reader.names()) {
    const program = reader.program(name);
    if (program !== undefined) actions.set(name, program);
  }
  return actions;
}

function readCertificates(file: string | undefined): string | undefined {
  try {
    return file === undefined ? undefined : readFileSync(file, 'utf8');
  } catch (error) {
    throw new SettingsError(`agent.json: ca_file cannot be read: ${String(error)}`);
  }
}

/** Reads the settings from the JSON that stands in the file. Throws a SettingsError. */
export function parseAgentSettings(value: unknown): AgentSettings {
  const reader = createSettingReader(value);
  const settings: AgentSettings = {
    transport: reader.choice('transport', ['mqtt', 'http']),
    mqttUrl: reader.text('mqtt_url'),
    mqttVersion: reader.choice('mqtt_version', [4, 5]) ?? 4,
    ca: readCertificates(reader.text('ca_file')),
    intervalSeconds: reader.number('interval_seconds', 1, 86_400),
    logLevel: reader.choice('log_level', ['debug', 'info', 'warn', 'error']) ?? 'info',
    storeBytesMax: reader.number('store_bytes_max', 65_536, 2 ** 40),
    model: reader.text('model'),
    firmware: reader.text('firmware'),
    diskPath: reader.text('disk_path') ?? '/',
    services: readServices(reader.object('services')),
    thresholds: readThresholds(reader.object('thresholds')),
    configFile: reader.text('config_file'),
    configHook: reader.program('config_hook'),
    restartProgram: reader.program('restart_program'),
    actions: readActions(reader.object('actions')),
    programTimeoutSeconds: reader.number('program_timeout_seconds', 1, 3_600) ?? 60,
  };
  reader.end();
  return settings;
}

/** Reads `agent.json` in the folder of the agent; where there is none, what holds without it. */
export function readAgentSettings(folder: string): AgentSettings {
  let text = '{}';
  try {
    text = readFileSync(join(folder, 'agent.json'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
      throw new SettingsError(`agent.json cannot be read: ${String(error)}`);
    }
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SettingsError(`agent.json is not JSON: ${String(error)}`);
  }
  return parseAgentSettings(value);
}
