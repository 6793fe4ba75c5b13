import type { Registry } from 'prom-client';
import { Counter, Gauge } from 'prom-client';
import type { HouseFigures, KeepingFigures } from './house-figures.ts';

const secondsSince = (nowMs: number, ms: number): number => Math.max(0, (nowMs - ms) / 1_000);

const leftGauges = [
  ['partitions', 'Partitions of each table that left in the last run of retention.'],
  ['rows', 'Rows of each table that left in the last run of retention.'],
  ['bytes', 'Bytes that the last run of retention gave back, by table.'],
] as const;

function addRetention(registry: Registry, { retention, nowMs }: KeepingFigures): void {
  const registers = [registry];
  const gauge = (name: string, help: string, value: number): void =>
    new Gauge({ name: `homepot_retention_${name}`, help, registers }).set(value);
  const age = new Gauge({
    name: 'homepot_retention_last_run_age_seconds',
    help: 'Seconds since a run of retention last ended, by how; without any done, since the house began.',
    labelNames: ['outcome'] as const,
    registers,
  });
  const { doneMs, failedMs, failures } = retention;
  if (doneMs !== undefined) age.set({ outcome: 'done' }, secondsSince(nowMs, doneMs));
  if (failedMs !== undefined) age.set({ outcome: 'failed' }, secondsSince(nowMs, failedMs));
  gauge('runs_open', 'Runs of retention that wait or go on.', retention.openRuns);
  if (failures !== undefined) {
    gauge('failures', 'Failures that stand; told by the server that retention runs on.', failures);
  }
  const parts = new Gauge({
    name: 'homepot_retention_parts',
    help: 'Partitions and lots of rows that are on their way out, by how far they are.',
    labelNames: ['state'] as const,
    registers,
  });
  for (const { state, count } of retention.openParts) parts.set({ state }, count);
  for (const [what, help] of leftGauges) {
    const name = `homepot_retention_last_run_${what}`;
    const left = new Gauge({ name, help, labelNames: ['table'] as const, registers });
    for (const { table, [what]: count } of retention.left) left.set({ table }, count);
  }
}

function addExports(registry: Registry, { exports, nowMs }: KeepingFigures): void {
  const registers = [registry];
  const byStatus = new Gauge({
    name: 'homepot_exports',
    help: 'Exports of the house by status.',
    labelNames: ['status'] as const,
    registers,
  });
  for (const [status, count] of Object.entries(exports.counts)) byStatus.set({ status }, count);
  new Gauge({
    name: 'homepot_exports_oldest_open_seconds',
    help: 'Age of the oldest export that waits or is being written; 0 where there is none.',
    registers,
  }).set(secondsSince(nowMs, exports.oldestOpenMs ?? nowMs));
  const counter = (name: string, help: string, value: number): void =>
    new Counter({ name: `homepot_export_${name}_total`, help, registers }).inc(value);
  counter('rows', 'Rows that all exports of the house have written.', exports.rows);
  counter('bytes', 'Bytes that all exports of the house have written.', exports.bytes);
}

/** Adds what retention and exports do, once it was read. It is of the whole house: every server says the same. */
export function addKeepingFigures(registry: Registry, { keeping }: HouseFigures): void {
  if (keeping === undefined) return;
  addRetention(registry, keeping);
  addExports(registry, keeping);
  new Gauge({
    name: 'homepot_keeping_read_age_seconds',
    help: 'Seconds since the numbers of retention and exports were read from the database.',
    registers: [registry],
  }).set(secondsSince(keeping.nowMs, keeping.readMs));
}
