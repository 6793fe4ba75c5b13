import type { Column } from './column.ts';
import type { Table } from './table.ts';
import { findTable, tables } from './tables.ts';

/**
 * What an export makes of the values of a column. Nothing personal leaves as it is:
 *
 * - `keep`: a number, an instant, a flag, or one of a closed list of words.
 * - `pseudonym`: a keyed hash; the same value has the same one throughout the export.
 * - `guard`: a name of a thing, kept unless a person is named in it or it looks like an address.
 * - `template`: an address of a page or route without its parameters, ids and names.
 * - `network_prefix`: the pseudonym of the network (/24, /48) that an address lies in.
 * - `browser_family`: the kind of program, such as `Firefox`.
 * - `fingerprint`: a keyed hash of a text without its numbers; like texts have the same.
 * - `length`: how many characters; `present`: whether there is anything.
 * - `numbers`: of JSON the numbers and flags alone, large ones rounded.
 * - `drop`: nothing.
 */
export const exportTreatments = [
  'keep',
  'pseudonym',
  'guard',
  'template',
  'network_prefix',
  'browser_family',
  'fingerprint',
  'length',
  'present',
  'numbers',
  'drop',
] as const;
export type ExportTreatment = (typeof exportTreatments)[number];

/** Ids that only say which rows belong together; whoever knows one elsewhere would know the person. */
const linkingColumns = new Set(['session_id', 'request_id', 'fingerprint']);

/** Its id names nobody; but by it, as it is, rows of two data sets would be told to be the same. */
const jobColumn = 'job_id';

/** Columns that hold addresses of pages and routes. */
const addressColumns = new Set(['endpoint', 'path', 'page_url']);

function choicesOfText(name: string, { privacy, type }: Column): readonly ExportTreatment[] {
  if (privacy === 'person') return ['pseudonym', 'drop'];
  if (privacy === 'network') {
    return type === 'inet' ? ['network_prefix', 'drop'] : ['browser_family', 'drop'];
  }
  if (privacy === 'free') {
    const first = name === 'error_message' ? ['fingerprint'] : ['drop'];
    return [
      ...new Set([...first, 'drop', 'fingerprint', 'length', 'present']),
    ] as ExportTreatment[];
  }
  if (name === jobColumn) return ['pseudonym', 'guard', 'drop'];
  if (linkingColumns.has(name)) return ['pseudonym', 'drop'];
  if (addressColumns.has(name)) return ['template', 'pseudonym', 'drop'];
  return ['guard', 'pseudonym', 'drop'];
}

function choicesOfJson(name: string): readonly ExportTreatment[] {
  const others: ExportTreatment[] = ['drop', 'fingerprint', 'numbers', 'present'];
  if (name === 'labels') return ['fingerprint', ...others.filter((one) => one !== 'fingerprint')];
  const isFigures = name.startsWith('performance_') || name === 'verdict';
  return isFigures ? ['numbers', ...others.filter((one) => one !== 'numbers')] : others;
}

/** What an export may make of a column; the first unless it is told otherwise. Empty: it has none. */
function exportTreatmentsOf(name: string, column: Column): readonly ExportTreatment[] {
  if (column.privacy === 'secret' || column.identity === true || column.type === 'bytea') return [];
  if (column.type === 'jsonb') return choicesOfJson(name);
  if (column.values !== undefined && column.privacy === 'none') return ['keep', 'drop'];
  const isText = ['varchar', 'text', 'inet'].includes(column.type);
  return isText ? choicesOfText(name, column) : ['keep', 'drop'];
}

/** What is known of an error after it was read, not of its row. */
const readLater = new Set(['resolved', 'resolved_at', 'resolved_by', 'resolution_notes']);

/** The columns of a table that an export can hold, with what it may make of each. */
export function exportColumns(table: Table): ReadonlyMap<string, readonly ExportTreatment[]> {
  const found = Object.entries(table.columns)
    .filter(([name]) => !readLater.has(name))
    .map(([name, column]) => [name, exportTreatmentsOf(name, column)] as const);
  return new Map(found.filter(([, choices]) => choices.length > 0));
}

/** The tables that can be exported: telemetry, and the changes of configuration. */
export const exportTables: readonly Table[] = tables.filter(
  ({ kind, name }) => kind === 'telemetry' || name === 'configuration_history',
);

/** The table of that name, where it can be exported. */
export function findExportTable(name: string): Table | undefined {
  const table = findTable(name);
  return table !== undefined && exportTables.includes(table) ? table : undefined;
}

/**
 * Columns by which somebody might be known again without a name: rows in which few people share all
 * of their values are left out unless the request says otherwise.
 */
export const quasiIdentifiers: Readonly<Record<string, readonly string[]>> = {
  api_request_logs: ['service', 'user_agent', 'ip_address'],
  user_activities: ['page_url'],
  tool_usage_logs: ['client_name', 'client_version', 'user_agent', 'ip_address'],
};

/** The columns of a table that say who a row is about, the most telling first. */
export function personColumns(table: Table): readonly string[] {
  return Object.entries(table.columns)
    .filter(([name, { privacy }]) => privacy === 'person' && !readLater.has(name))
    .map(([name]) => name);
}

/** The columns whose values an export must find nowhere: who somebody is, and in which session. */
export function identifyingColumns(table: Table): readonly string[] {
  const sessions = 'session_id' in table.columns ? ['session_id'] : [];
  return [...personColumns(table), ...sessions];
}
