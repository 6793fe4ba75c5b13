import type { BodyOf, createExport, Table } from '@homepot/catalogue';
import { findExportTable, quasiIdentifiers } from '@homepot/catalogue';
import { HomepotError, limits } from '../../kernel/index.ts';
import { readTimeRange } from '../../query/index.ts';
import { boundariesOf } from '../split/time-boundaries.ts';
import { chooseColumns } from './choose-columns.ts';
import type { ExportRequest, SplitRequest } from './export-request.ts';

/** What comes over the wire. */
export type GivenRequest = BodyOf<typeof createExport>;

/** The export that a new one goes on from. */
export interface EarlierExport {
  readonly request: ExportRequest;
}

const fault = (path: string, message: string) =>
  new HomepotError('parameter_invalid', { path: `body.${path}`, message });

const dayMs = 86_400_000;
const sharesUsual = { train: 0.7, validation: 0.15, test: 0.15 };

function readRange(given: GivenRequest, earlier: EarlierExport | undefined, nowMs: number) {
  const from = given.from ?? earlier?.request.from;
  if (from === undefined) throw fault('from', 'Say from when on, e.g. 2026-01-31');
  const to = given.to ?? new Date(nowMs).toISOString();
  try {
    const range = readTimeRange({ start_date: from, end_date: to });
    if (range.from === undefined || range.to === undefined) throw fault('from', 'Not an instant');
    const days = (Date.parse(range.to) - Date.parse(range.from)) / dayMs;
    if (days <= limits.exportDaysMax) return { from: range.from, to: range.to };
  } catch (error) {
    if (!(error instanceof HomepotError)) throw error;
    const path = error.path === 'query.end_date' ? 'body.to' : 'body.from';
    throw new HomepotError(error.code, {
      path,
      message: 'Instants are ISO 8601, the first before the last',
    });
  }
  throw fault('from', `An export spans at most ${limits.exportDaysMax} days`);
}

function readTables(given: GivenRequest, earlier: EarlierExport | undefined): readonly Table[] {
  const names = given.tables ?? earlier?.request.tables ?? [];
  const features = given.features ?? earlier?.request.features ?? false;
  if (names.length === 0 && !features) {
    throw fault('tables', 'Name at least one table, or ask for features');
  }
  return names.map((name, i) => {
    const table = findExportTable(name);
    if (table === undefined) throw fault(`tables[${i}]`, `${name} cannot be exported`);
    const narrowed = given.sites !== undefined || given.devices !== undefined;
    const byDevice = 'device_id' in table.columns || name === 'configuration_history';
    if (narrowed && !byDevice) {
      throw fault(
        `tables[${i}]`,
        `Rows of ${name} cannot be told by device; leave it out or take every site`,
      );
    }
    return table;
  });
}

function readSplit(given: GivenRequest, range: { from: string; to: string }) {
  if (given.split === undefined) return undefined;
  const { by, seed = '', ...shares } = given.split;
  const isGiven = Object.values(shares).some((share) => share !== undefined);
  const { train = 0, validation = 0, test = 0 } = isGiven ? shares : sharesUsual;
  const sum = train + validation + test;
  if (Math.abs(sum - 1) > 1e-6) throw fault('split', `The shares add up to ${sum}, not to 1`);
  const split: SplitRequest = { by, train, validation, test, seed };
  if (by === 'time' && boundariesOf(split, range) === undefined) {
    throw fault('split', 'The range has fewer days (UTC) than the split has parts');
  }
  return split;
}

function checkNames(given: object | undefined, path: string, tables: readonly Table[]): void {
  for (const name of Object.keys(given ?? {})) {
    if (tables.some((table) => table.name === name)) continue;
    throw fault(`${path}.${name}`, `${name} is not one of the tables of this export`);
  }
}

/** The quasi-identifiers of each table that are written and say anything. */
function readQuasiIdentifiers(
  given: GivenRequest,
  columns: ExportRequest['columns'],
): ExportRequest['quasi_identifiers'] {
  return Object.fromEntries(
    Object.entries(columns).map(([table, written]) => {
      const asked = given.quasi_identifiers?.[table];
      for (const column of asked ?? []) {
        if (written.includes(column)) continue;
        throw fault(
          `quasi_identifiers.${table}`,
          `${column} is not written; it need not be guarded`,
        );
      }
      const usual = (quasiIdentifiers[table] ?? []).filter((column) => written.includes(column));
      return [table, asked ?? usual];
    }),
  );
}

/**
 * Fills in what a request leaves out, and refuses what does not hold together with the field at fault:
 * parameter_invalid, range_invalid. An earlier export says what else is left out.
 */
export function readExportRequest(
  given: GivenRequest,
  nowMs: number,
  earlier?: EarlierExport,
): ExportRequest {
  const range = readRange(given, earlier, nowMs);
  const tables = readTables(given, earlier);
  for (const path of ['columns', 'treatments', 'quasi_identifiers'] as const) {
    checkNames(given[path], path, tables);
  }
  const { columns, treatments } = chooseColumns(tables, given, earlier?.request);
  const pseudonyms = given.pseudonyms ?? earlier?.request.pseudonyms ?? 'fresh';
  const split = readSplit(given, range);
  const sites = given.sites ?? earlier?.request.sites;
  const devices = given.devices ?? earlier?.request.devices;
  const usualPrecision = pseudonyms === 'fresh' ? 'minute' : 'exact';
  return {
    tables: tables.map(({ name }) => name),
    ...range,
    ...(sites === undefined ? {} : { sites }),
    ...(devices === undefined ? {} : { devices }),
    columns,
    treatments,
    format: given.format ?? earlier?.request.format ?? 'parquet',
    provenance: given.provenance ?? earlier?.request.provenance ?? ['real', 'controlled'],
    pseudonyms,
    time_precision: given.time_precision ?? earlier?.request.time_precision ?? usualPrecision,
    quasi_identifiers: readQuasiIdentifiers(given, columns),
    k: given.k ?? earlier?.request.k ?? 5,
    ...(split === undefined ? {} : { split }),
    features: given.features ?? earlier?.request.features ?? false,
    ...(given.since === undefined ? {} : { since: given.since }),
  };
}
