import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { dataFolderFiles } from '@homepot/catalogue';
import type { Presence } from '../../fleet/index.ts';
import type { MqttDoor, MqttHandlers, Reports } from '../../intake/index.ts';
import {
  createDeviceRefusals,
  createKnownDevices,
  createMqttDoor,
  createReports,
} from '../../intake/index.ts';
import type { Config } from '../../kernel/index.ts';
import { HomepotError, limits, within } from '../../kernel/index.ts';
import { toListenError } from '../programs/listen.ts';
import type { Base } from './open-base.ts';
import type { Fleet } from './open-fleet.ts';
import type { Path } from './open-path.ts';

/** Where devices come in. */
export interface DeviceDoors {
  readonly reports: Reports;
  /** Undefined where MQTT is switched off. */
  readonly mqtt: MqttDoor | undefined;
}

const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::';

const mqttUrl = (host: string, port: number): string =>
  `mqtt://${host.includes(':') ? `[${host}]` : host}:${port}`;

/** The name by which devices reach the own broker: that of the public address, or of this machine. */
function publicHost({ HOST, PUBLIC_URL }: Config): string {
  if (PUBLIC_URL !== undefined) return new URL(PUBLIC_URL).hostname;
  return isEverywhere(HOST) ? hostname() : HOST;
}

/** Creates the doors. That for MQTT opens with `startMqtt`, when there is somebody behind it. */
export function openDeviceDoors(base: Base, { intake, lanes }: Path): DeviceDoors {
  const { config, auth, store, accounting, clock, log, stack } = base;
  const { database } = store;
  const refusals = createDeviceRefusals({ database, clock, log });
  stack.append('refusals of devices', () => refusals.stop());
  const knownDevices = createKnownDevices({ database, clock, log });
  const reports = createReports({ intake, knownDevices, refusals, accounting, clock });
  if (!config.MQTT_ENABLED) return { reports, mqtt: undefined };
  const { authenticator } = auth;
  const { budget } = intake;
  const shared = { database, knownDevices, refusals, accounting, clock, log };
  const deps = { ...shared, authenticator, reports, budget };
  const { HOST: host, MQTT_URL: url, MQTT_PUBLIC_URL: publicUrl } = config;
  if (url !== undefined) {
    // Stays with the data folder, and tells it from those of other servers.
    const serverId = lanes.spools[0]?.id ?? '';
    const managesSecurity = config.MQTT_SECURITY === 'dynamic-security';
    const external = { url, publicUrl, serverId, managesSecurity };
    return { reports, mqtt: createMqttDoor(deps, { external }) };
  }
  const embedded = {
    host,
    port: config.MQTT_PORT,
    portFile: join(base.dataFolder, dirname(dataFolderFiles.run), 'mqtt-port'),
    publicUrlOf: (port: number) => publicUrl ?? mqttUrl(publicHost(config), port),
    localUrlOf: (port: number) => mqttUrl(isEverywhere(host) ? '127.0.0.1' : host, port),
  };
  return { reports, mqtt: createMqttDoor(deps, { embedded }) };
}

/** What the fleet makes of what devices say. */
function handlersOf(presence: Presence, { jobs }: Fleet, { log }: Base): MqttHandlers {
  return {
    async onAcknowledgement(device, acknowledgement) {
      const outcome = await jobs.acknowledge(device, acknowledgement);
      if (outcome === 'unknown') throw new HomepotError('command_unknown', { path: 'command_id' });
    },
    onPresence: (device, told) => presence.onPresence(device, told),
    onConnected(device) {
      presence.onConnected(device);
      jobs.deliver(device.deviceId).catch((error: unknown) => {
        log.warn({ err: error }, 'commands wait although their device is connected');
      });
    },
  };
}

/**
 * Opens the door for MQTT, last of all. Throws a ListenError where its port is taken. A stop
 * finishes the messages on their way, but does not wait for them for ever.
 */
export async function startMqtt(
  base: Base,
  { mqtt }: DeviceDoors,
  { presence, fleet }: { readonly presence: Presence; readonly fleet: Fleet },
): Promise<void> {
  if (mqtt === undefined) return;
  const { config, log, stack } = base;
  stack.append('mqtt', async () => {
    if (await within(limits.closeMillisecondsMax, mqtt.stop())) return;
    log.warn('messages of devices took too long to finish; they will be sent again');
  });
  try {
    await mqtt.start(handlersOf(presence, fleet, base));
  } catch (error) {
    throw await toListenError(error, config.HOST, config.MQTT_PORT ?? 0, 'MQTT_PORT');
  }
}
