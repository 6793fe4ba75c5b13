import type { Registry } from 'prom-client';
import { Counter, Gauge } from 'prom-client';
import type { Tally } from '../../kernel/index.ts';
import type { HouseFigures } from './house-figures.ts';

const fates = [
  ['received', 'Records that came in.'],
  ['rejected', 'Records that were refused, with a reason.'],
  ['duplicate', 'Records of batches that were here before.'],
  ['filtered', 'Records that the smart filter left out.'],
  ['quarantined', 'Records that were kept aside.'],
  ['stored', 'Records that are in the database.'],
] as const satisfies readonly (readonly [keyof Tally, string])[];

function addAccounts(registry: Registry, { accounts }: HouseFigures): void {
  const labelNames = ['door', 'table'] as const;
  for (const [fate, help] of fates) {
    const name = `homepot_records_${fate}_total`;
    const counter = new Counter({ name, help, labelNames, registers: [registry] });
    for (const { door, table, [fate]: count } of accounts) counter.inc({ door, table }, count);
  }
  const inSpool = new Gauge({
    name: 'homepot_records_in_spool',
    help: 'Records that are durable and not yet in the database.',
    labelNames,
    registers: [registry],
  });
  for (const account of accounts) {
    inSpool.set({ door: account.door, table: account.table }, account.inSpool);
  }
}

const laneGauges = [
  ['homepot_spool_bytes', 'Bytes of the spool on disk.', 'spoolBytes'],
  [
    'homepot_spool_unreleased_bytes',
    'Bytes of the spool that the database does not have yet.',
    'spoolUnreleasedBytes',
  ],
  [
    'homepot_spool_damaged_bytes',
    'Bytes of the spool that were found damaged.',
    'spoolDamagedBytes',
  ],
  ['homepot_spool_lag_entries', 'Entries not yet in the database.', 'lagEntries'],
  ['homepot_spool_lag_seconds', 'Age of the oldest of them.', 'lagSeconds'],
] as const;

const laneCounters = [
  ['homepot_drain_rows_total', 'Rows that the drain stored.', 'drainedRows'],
  ['homepot_drain_transactions_total', 'Transactions that it committed.', 'drainTransactions'],
  ['homepot_drain_failures_total', 'Attempts that had to be made again.', 'drainFailures'],
  ['homepot_drain_alarms_total', 'Failures that somebody should look at.', 'drainAlarms'],
  ['homepot_drain_quarantined_total', 'Rows that the database refused.', 'drainQuarantined'],
] as const;

function addLanes(registry: Registry, { lanes }: HouseFigures): void {
  const labelNames = ['lane'] as const;
  for (const [name, help, figure] of laneGauges) {
    const gauge = new Gauge({ name, help, labelNames, registers: [registry] });
    for (const lane of lanes) gauge.set({ lane: lane.lane }, lane[figure]);
  }
  for (const [name, help, figure] of laneCounters) {
    const counter = new Counter({ name, help, labelNames, registers: [registry] });
    for (const lane of lanes) counter.inc({ lane: lane.lane }, lane[figure]);
  }
}

/** Adds what became of records, and how each spool and its drain stand. */
export function addRecordFigures(registry: Registry, figures: HouseFigures): void {
  addAccounts(registry, figures);
  addLanes(registry, figures);
}
