import type { Provenance, Table } from '@homepot/catalogue';
import { findTable } from '@homepot/catalogue';
import type { RawBuilder } from 'kysely';
import { sql } from 'kysely';
import type { Reader } from '../run-read.ts';

/** A device with its site. */
export interface JudgedDevice {
  readonly device_id: string;
  readonly site_row_id: number;
  readonly timezone: string;
}

/** Which rows are judged. */
export interface QualityScope {
  /** Milliseconds since 1970. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly provenances: readonly Provenance[];
  /** The devices of one site alone; absent: of all. */
  readonly siteDevices: readonly string[] | undefined;
  /** The devices whose rows are judged one by one; absent: all, known or not. */
  readonly sample: readonly string[] | undefined;
}

/** The rows of a time, of a table that a query calls `alias`. */
export function inTime({ fromMs, toMs }: QualityScope, alias: string): RawBuilder<boolean> {
  const timestamp = sql.ref(`${alias}.timestamp`);
  return sql<boolean>`${timestamp} >= ${new Date(fromMs).toISOString()}
    and ${timestamp} < ${new Date(toMs).toISOString()}`;
}

/** The rows of a time and of an origin, of a table that is called `t`. */
function inScope(scope: QualityScope): RawBuilder<boolean> {
  const provenances = [...scope.provenances];
  return sql<boolean>`${inTime(scope, 't')} and t.provenance = any(${provenances}::text[])`;
}

/** The same of the devices that are asked about. */
export function ofDevices(scope: QualityScope, sampled: boolean): RawBuilder<boolean> {
  const devices = sampled ? (scope.sample ?? scope.siteDevices) : scope.siteDevices;
  if (devices === undefined) return inScope(scope);
  return sql<boolean>`${inScope(scope)} and t.device_id = any(${[...devices]}::text[])`;
}

/** Whether the rows of a table can be told by device. */
export const hasDevices = ({ columns }: Pick<Table, 'columns'>): boolean =>
  Object.hasOwn(columns, 'device_id');

/** The rows of a telemetry table that are judged: those of devices, where it knows them. */
export function rowsIn(table: string, scope: QualityScope, sampled: boolean): RawBuilder<boolean> {
  const known = findTable(table);
  return known !== undefined && hasDevices(known) ? ofDevices(scope, sampled) : inScope(scope);
}

/** The devices that are known, of a site where one is given, in an order that nothing changes. */
export async function readDevices(
  reader: Reader,
  siteId: string | undefined,
): Promise<readonly JudgedDevice[]> {
  const { rows } = await sql<JudgedDevice>`
    select d.device_id, d.site_id as site_row_id, s.timezone
    from devices d join sites s on s.id = d.site_id
    where ${siteId === undefined ? sql`true` : sql`s.site_id = ${siteId}`}
    order by md5(d.device_id)`.execute(reader);
  return rows;
}
