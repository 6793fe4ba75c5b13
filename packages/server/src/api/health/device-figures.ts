import type { Registry } from 'prom-client';
import { Counter, Gauge } from 'prom-client';
import type { HouseFigures } from './house-figures.ts';

function addDevices(registry: Registry, { devices }: HouseFigures): void {
  const gauge = new Gauge({
    name: 'homepot_devices',
    help: 'Active devices by state.',
    labelNames: ['state'] as const,
    registers: [registry],
  });
  for (const [state, count] of Object.entries(devices)) gauge.set({ state }, count);
}

function addMqtt(registry: Registry, { mqtt }: HouseFigures): void {
  if (mqtt === undefined) return;
  const gauge = (name: string, help: string, value: number): void =>
    new Gauge({ name: `homepot_mqtt_${name}`, help, registers: [registry] }).set(value);
  gauge('up', 'Whether devices can reach the broker: 1 or 0.', mqtt.state === 'ok' ? 1 : 0);
  gauge(
    'connections',
    'Connected devices; of an external broker, connections to it.',
    mqtt.connections,
  );
  gauge('messages_waiting', 'Messages that wait to become durable.', mqtt.waiting);
  const messages = new Counter({
    name: 'homepot_mqtt_messages_total',
    help: 'Messages of devices, by what became of them; those put off come again.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  for (const outcome of [
    'reports',
    'acknowledgements',
    'presences',
    'refused',
    'putOff',
  ] as const) {
    messages.inc({ outcome: outcome === 'putOff' ? 'put_off' : outcome }, mqtt[outcome]);
  }
  const counter = (name: string, help: string, value: number): void =>
    new Counter({ name: `homepot_mqtt_${name}_total`, help, registers: [registry] }).inc(value);
  counter('connections_refused', 'Connections that were refused.', mqtt.connectionsRefused);
  counter('commands_published', 'Commands that were handed on.', mqtt.published);
}

/** Adds how devices are, and their door. */
export function addDeviceFigures(registry: Registry, figures: HouseFigures): void {
  addDevices(registry, figures);
  addMqtt(registry, figures);
}
