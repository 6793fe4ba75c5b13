import type { Registry } from 'prom-client';
import { Counter, Gauge } from 'prom-client';
import type { HouseFigures } from './house-figures.ts';

function addRequestLog(registry: Registry, { requestLog }: HouseFigures): void {
  const { waiting, ...counts } = requestLog;
  for (const [fate, count] of Object.entries(counts)) {
    const name = `homepot_request_log_${fate}_total`;
    new Counter({ name, help: `Entries of the request log: ${fate}.`, registers: [registry] }).inc(
      count,
    );
  }
  new Gauge({
    name: 'homepot_request_log_waiting',
    help: 'Entries of the request log that wait for the door.',
    registers: [registry],
  }).set(waiting);
}

function addOwnErrors(registry: Registry, { ownErrors }: HouseFigures): void {
  for (const [fate, count] of Object.entries(ownErrors)) {
    const name = `homepot_own_errors_${fate}_total`;
    new Counter({ name, help: `Errors of the house itself: ${fate}.`, registers: [registry] }).inc(
      count,
    );
  }
}

function addPeriodicJobs(registry: Registry, { periodicJobs }: HouseFigures): void {
  const labelNames = ['job'] as const;
  const runs = new Counter({
    name: 'homepot_periodic_job_runs_total',
    help: 'Runs of each periodic job.',
    labelNames,
    registers: [registry],
  });
  const failures = new Counter({
    name: 'homepot_periodic_job_failures_total',
    help: 'Runs that ended in an error.',
    labelNames,
    registers: [registry],
  });
  const lastRun = new Gauge({
    name: 'homepot_periodic_job_last_run_seconds',
    help: 'Seconds that the last run took.',
    labelNames,
    registers: [registry],
  });
  for (const job of periodicJobs) {
    runs.inc({ job: job.name }, job.runs);
    failures.inc({ job: job.name }, job.failures);
    lastRun.set({ job: job.name }, job.lastRunMs / 1_000);
  }
}

function addOutbox(registry: Registry, { outbox }: HouseFigures): void {
  const registers = [registry];
  const gauge = (name: string, help: string, value: number): void =>
    new Gauge({ name, help, registers }).set(value);
  const counter = (name: string, help: string, value: number): void =>
    new Counter({ name, help, registers }).inc(value);
  gauge('homepot_outbox_waiting', 'Rows of the outbox that wait for the door.', outbox.waiting);
  gauge('homepot_outbox_waiting_seconds', 'Age of the oldest of them.', outbox.waitingSeconds);
  counter('homepot_outbox_passed_total', 'Rows that the door took.', outbox.passed);
  counter('homepot_outbox_refused_total', 'Records of it put into quarantine.', outbox.refused);
}

/** Adds what the house does by itself: its own requests and errors, periodic work, the outbox. */
export function addWorkFigures(registry: Registry, figures: HouseFigures): void {
  addRequestLog(registry, figures);
  addOwnErrors(registry, figures);
  addPeriodicJobs(registry, figures);
  addOutbox(registry, figures);
}
