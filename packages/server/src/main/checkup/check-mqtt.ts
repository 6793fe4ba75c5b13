import { once } from 'node:events';
import { connect } from 'node:net';
import type { RunFile } from '@homepot/catalogue';
import type { Config } from '../../kernel/index.ts';
import { ListenError, requireFreePort } from '../programs/listen.ts';
import type { Finding } from './finding.ts';
import { fail, ok, warn, wordsOf } from './finding.ts';

const connectMillisecondsMax = 3_000;

/** Ports of the kinds of addresses that MQTT_URL may be. */
const usualPorts = new Map([
  ['mqtt:', 1_883],
  ['mqtts:', 8_883],
  ['ws:', 80],
  ['wss:', 443],
]);

/** Whether something answers at the address of a broker. */
async function checkBroker(url: string): Promise<Finding> {
  const { hostname, port, protocol } = new URL(url);
  const place = { host: hostname, port: Number(port || usualPorts.get(protocol)) };
  const socket = connect(place);
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectMillisecondsMax) });
    return ok('mqtt', `the broker at ${place.host}:${place.port} answers`);
  } catch (error) {
    return warn(
      'mqtt',
      `the broker at ${place.host}:${place.port} does not answer (${wordsOf(error)})`,
      'Start the broker, or correct MQTT_URL. Until then devices report over HTTP alone.',
    );
  } finally {
    socket.destroy();
  }
}

/** Whether devices can report over MQTT. */
export async function checkMqtt(config: Config, run: RunFile | undefined): Promise<Finding> {
  const { MQTT_ENABLED, MQTT_URL, MQTT_PORT, HOST } = config;
  if (!MQTT_ENABLED) return ok('mqtt', 'switched off; devices report over HTTP');
  if (MQTT_URL !== undefined) return checkBroker(MQTT_URL);
  if (run?.mqttUrl !== undefined) return ok('mqtt', `our own broker at ${run.mqttUrl}`);
  if (!MQTT_PORT) return ok('mqtt', 'the own broker takes port 1883, or a free one');
  try {
    await requireFreePort(HOST, MQTT_PORT, 'MQTT_PORT');
    return ok('mqtt', `port ${MQTT_PORT} is free`);
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    return fail('mqtt', error.message, 'Set MQTT_PORT or HOST.');
  }
}
