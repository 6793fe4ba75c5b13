import type { Registry } from 'prom-client';
import { Counter, Gauge } from 'prom-client';
import type { HouseFigures } from './house-figures.ts';

function addLive(registry: Registry, { live }: HouseFigures): void {
  const registers = [registry];
  const gauge = (name: string, help: string, value: number): void =>
    new Gauge({ name: `homepot_live_${name}`, help, registers }).set(value);
  const counter = (name: string, help: string, value: number): void =>
    new Counter({ name: `homepot_live_${name}_total`, help, registers }).inc(value);
  gauge('followers', 'Connections that follow what happens.', live.followers);
  gauge('followers_behind', 'Those that have no room for more.', live.behind);
  gauge('listening', 'Whether notifications of the database are heard.', live.listening ? 1 : 0);
  counter('caught_up', 'Pictures given in place of what was missed.', live.caughtUp);
  counter('stalled', 'Connections cut off because they took nothing.', live.stalled);
  counter('refused', 'Followers refused because there were too many.', live.refused);
  counter('events_written', 'Events that this server wrote.', live.eventsWritten);
  counter('events_read', 'Events of all servers that it read.', live.eventsRead);
}

function addAlerts(registry: Registry, { alerts }: HouseFigures): void {
  const gauge = new Gauge({
    name: 'homepot_alerts',
    help: 'Open alerts by state and severity.',
    labelNames: ['state', 'severity'] as const,
    registers: [registry],
  });
  for (const { state, severity, count } of alerts) gauge.set({ state, severity }, count);
}

function addNotifications(registry: Registry, { notifications }: HouseFigures): void {
  const { underWay, ...counts } = notifications;
  const attempts = new Counter({
    name: 'homepot_notification_attempts_total',
    help: 'Attempts to deliver a message, by how they went.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  });
  for (const [outcome, count] of Object.entries(counts)) attempts.inc({ outcome }, count);
  new Gauge({
    name: 'homepot_notifications_under_way',
    help: 'Messages whose receivers are being told.',
    registers: [registry],
  }).set(underWay);
}

/** Adds who is told of what happens: followers, open alerts, messages. */
export function addToldFigures(registry: Registry, figures: HouseFigures): void {
  addLive(registry, figures);
  addNotifications(registry, figures);
  addAlerts(registry, figures);
}
