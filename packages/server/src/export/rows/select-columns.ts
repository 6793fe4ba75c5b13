import type { ExportTreatment } from '@homepot/catalogue';
import { limits } from '../../kernel/index.ts';
import { quoteIdentifier } from '../../store/index.ts';
import type { TablePlan } from '../request/plan-table.ts';

/** What is read of the table: a name in the row and the SQL that gives it. */
export interface SelectedColumn {
  readonly name: string;
  readonly sql: string;
}

/** What the database takes of a column, so that long texts never leave it. */
function sqlOf(source: string, treatment: ExportTreatment, isJson: boolean): string {
  const column = quoteIdentifier(source);
  switch (treatment) {
    case 'length':
      return `char_length(${column})`;
    case 'present':
      return `${column} IS NOT NULL`;
    case 'fingerprint': {
      const { exportTextCharactersMax: charactersMax } = limits;
      return isJson
        ? `encode(sha256(convert_to(${column}::text, 'UTF8')), 'hex')`
        : `left(${column}, ${charactersMax})`;
    }
    case 'numbers':
      return `CASE WHEN octet_length(${column}::text) <= ${limits.exportJsonBytesMax} THEN ${column} END`;
    default:
      return column;
  }
}

/** The name under which the value of a column is read. */
export const readName = (source: string, treatment: ExportTreatment): string =>
  `${treatment} ${source}`;

/** What is read for a table: each column as its treatment needs it, and what says whose a row is. */
export function selectColumns({
  table,
  columns,
  aboutBy = [],
  subject,
  deviceColumn,
}: TablePlan): readonly SelectedColumn[] {
  const own = [...columns, ...aboutBy].map(({ source, treatment }) => ({
    name: readName(source, treatment),
    sql: sqlOf(source, treatment, table.columns[source]?.type === 'jsonb'),
  }));
  const extra = [
    ...(subject === undefined ? [] : [{ name: 'subject', sql: quoteIdentifier(subject) }]),
    ...('session_id' in table.columns ? [{ name: 'session', sql: 'session_id' }] : []),
    ...(deviceColumn === undefined ? [] : [{ name: 'device', sql: quoteIdentifier(deviceColumn) }]),
  ];
  return [...new Map([...own, ...extra].map((one) => [one.name, one])).values()];
}

/** Whether rows may be long, so that fewer are held at a time. */
export const readsLongValues = ({ columns }: TablePlan): boolean =>
  columns.some(({ treatment }) => treatment === 'numbers');
