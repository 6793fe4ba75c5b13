import type { Column, ColumnType, ExportTreatment, Table, TimePrecision } from '@homepot/catalogue';
import { findExportTable, identifyingColumns, personColumns } from '@homepot/catalogue';
import type { ExportRequest } from './export-request.ts';

/** A column of a file. */
export interface PlannedColumn {
  /** Its name in the file. */
  readonly name: string;
  /** The column of the table that it is made of. */
  readonly source: string;
  readonly treatment: ExportTreatment;
  readonly type: ColumnType;
  readonly nullable: boolean;
  readonly precision?: readonly [number, number];
  readonly description: string;
  /** Whether it holds words of a closed list. */
  readonly closed: boolean;
  /** Whether it is the site in which the device stands now. */
  readonly isSite?: boolean;
}

/** How the rows of one table are written. */
export interface TablePlan {
  readonly table: Table;
  readonly timeColumn: string;
  readonly columns: readonly PlannedColumn[];
  /** Places in `columns` of those that somebody might be known again by. */
  readonly quasiIdentifiers: readonly number[];
  /** The column that says who a row is about, where there is one. */
  readonly subject: string | undefined;
  /** The column that says which device a row is about. */
  readonly deviceColumn: string | undefined;
  /** To what instants are cut down, in rows about people. */
  readonly precision: TimePrecision;
  /**
   * Columns of the file by which a row is about somebody: only these rows are cut then, of a table in which
   * machines have rows as well. Undefined where every row is about somebody, or none.
   */
  readonly aboutBy: readonly PlannedColumn[] | undefined;
  readonly hasReceivedAt: boolean;
}

interface Made {
  readonly name: (source: string) => string;
  readonly type: ColumnType;
  readonly says: string;
}

const made: Partial<Record<ExportTreatment, Made>> = {
  fingerprint: {
    name: (source) => `${source}_fingerprint`,
    type: 'varchar',
    says: 'Equal where the texts were equal but for numbers.',
  },
  length: { name: (source) => `${source}_length`, type: 'integer', says: 'Characters of it.' },
  present: { name: (source) => `has_${source}`, type: 'boolean', says: 'Whether it was there.' },
  numbers: { name: (source) => source, type: 'jsonb', says: 'Its numbers and flags alone.' },
};

const texts: ReadonlySet<ExportTreatment> = new Set([
  'pseudonym',
  'guard',
  'template',
  'network_prefix',
  'browser_family',
]);

function planColumn(source: string, column: Column, treatment: ExportTreatment): PlannedColumn {
  const how = made[treatment];
  const mayVanish = ['network_prefix', 'numbers', 'fingerprint', 'length'].includes(treatment);
  const description = how === undefined ? column.description : `${column.description} ${how.says}`;
  const type = how?.type ?? (texts.has(treatment) ? 'varchar' : column.type);
  return {
    name: how?.name(source) ?? source,
    source,
    treatment,
    type,
    nullable: treatment === 'present' ? false : column.nullable || mayVanish,
    ...(column.precision !== undefined && type === 'numeric'
      ? { precision: column.precision }
      : {}),
    description,
    closed: treatment === 'browser_family' || (treatment === 'keep' && column.values !== undefined),
  };
}

const siteColumn = (source: string): PlannedColumn => ({
  name: 'site_id',
  source,
  treatment: 'guard',
  type: 'varchar',
  nullable: true,
  description: 'The site where the device stood when the export was begun.',
  closed: false,
  isSite: true,
});

const deviceColumnOf = ({ name, columns }: Table): string | undefined => {
  if (name === 'configuration_history') return 'entity_id';
  return 'device_id' in columns ? 'device_id' : undefined;
};

/** How a table of a request is written. */
export function planTable(request: ExportRequest, name: string): TablePlan {
  const table = findExportTable(name);
  if (table === undefined) throw new Error(`${name} cannot be exported any more`);
  const treatments = request.treatments[name] ?? {};
  const deviceColumn = deviceColumnOf(table);
  const columns = (request.columns[name] ?? []).flatMap((source) => {
    const column = table.columns[source];
    const treatment = treatments[source];
    if (column === undefined || treatment === undefined) return [];
    const planned = planColumn(source, column, treatment);
    return source === deviceColumn ? [planned, siteColumn(source)] : [planned];
  });
  const guarded = request.quasi_identifiers[name] ?? [];
  const subject = personColumns(table)[0];
  const telling = new Set([...identifyingColumns(table), 'request_id']);
  const aboutBy = columns.filter(({ source, treatment }) => {
    return telling.has(source) && treatment === 'pseudonym';
  });
  const hasPeople = subject !== undefined && (deviceColumn === undefined || aboutBy.length > 0);
  return {
    table,
    timeColumn: table.timeColumn ?? 'timestamp',
    columns,
    quasiIdentifiers: columns.flatMap(({ source }, i) => (guarded.includes(source) ? [i] : [])),
    subject,
    deviceColumn,
    precision: hasPeople ? request.time_precision : 'exact',
    aboutBy: hasPeople && deviceColumn !== undefined ? aboutBy : undefined,
    hasReceivedAt: 'received_at' in table.columns,
  };
}
