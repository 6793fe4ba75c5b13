import type { LiveStateChange } from '@homepot/catalogue';
import {
  apiRequestLogs,
  deviceStateHistory,
  errorLogs,
  findTable,
  toolUsageLogs,
} from '@homepot/catalogue';
import { readSectionRows } from '../../drain/index.ts';
import { limits } from '../../kernel/index.ts';
import type { Batch, Section } from '../../spool/index.ts';
import type { LiveSummary } from './live-summary.ts';

type Tally = Record<string, number>;

/** A summary while it is being made. */
interface Draft {
  readonly tables: Record<string, Tally>;
  requests: { readonly classes: Tally; measured: number; sum: number; max: number } | undefined;
  errors: Tally | undefined;
  tools: Tally | undefined;
  states: { changes: LiveStateChange[]; skipped: number } | undefined;
}

function count(tally: Tally, name: string, by = 1): void {
  tally[name] = (tally[name] ?? 0) + by;
}

function addRequests(draft: Draft, section: Section): void {
  draft.requests ??= { classes: {}, measured: 0, sum: 0, max: 0 };
  const { requests } = draft;
  const names = ['status_code', 'response_time_ms'] as const;
  for (const { status_code, response_time_ms } of readSectionRows(section, apiRequestLogs, names)) {
    count(requests.classes, `${Math.floor(status_code / 100)}xx`);
    if (response_time_ms === null) continue;
    requests.measured += 1;
    requests.sum += response_time_ms;
    requests.max = Math.max(requests.max, response_time_ms);
  }
}

function addErrors(draft: Draft, section: Section): void {
  draft.errors ??= {};
  for (const { severity } of readSectionRows(section, errorLogs, ['severity'])) {
    count(draft.errors, severity);
  }
}

function addTools(draft: Draft, section: Section): void {
  draft.tools ??= {};
  for (const { outcome } of readSectionRows(section, toolUsageLogs, ['outcome'])) {
    count(draft.tools, outcome);
  }
}

function addStates(draft: Draft, section: Section): void {
  draft.states ??= { changes: [], skipped: 0 };
  const { states } = draft;
  const names = ['timestamp', 'device_id', 'previous_state', 'new_state'] as const;
  for (const row of readSectionRows(section, deviceStateHistory, names)) {
    states.changes.push({
      at: new Date(row.timestamp).toISOString(),
      device_id: row.device_id,
      from: row.previous_state,
      to: row.new_state,
    });
    if (states.changes.length <= limits.liveStateChangesMax) continue;
    states.changes.shift();
    states.skipped += 1;
  }
}

/** Tables of which more is told than how many rows there are. */
const readers: Readonly<Record<string, (draft: Draft, section: Section) => void>> = {
  [apiRequestLogs.name]: addRequests,
  [errorLogs.name]: addErrors,
  [toolUsageLogs.name]: addTools,
  [deviceStateHistory.name]: addStates,
};

/**
 * What batches bring, in numbers: one walk over the sections of four tables, of which one to four
 * columns are decoded; of all others only the count of their rows is taken.
 */
export function summariseBatches(batches: readonly Batch[]): LiveSummary {
  const draft: Draft = {
    tables: {},
    requests: undefined,
    errors: undefined,
    tools: undefined,
    states: undefined,
  };
  for (const { sections, provenance } of batches) {
    for (const section of sections) {
      if (findTable(section.table)?.kind !== 'telemetry') continue;
      const tally = draft.tables[section.table] ?? {};
      draft.tables[section.table] = tally;
      count(tally, provenance, section.rowCount);
      readers[section.table]?.(draft, section);
    }
  }
  return Object.fromEntries(
    Object.entries(draft).filter(([, part]) => part !== undefined),
  ) as LiveSummary;
}
