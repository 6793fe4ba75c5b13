import type { TimePrecision } from '@homepot/catalogue';
import type { ExportValue, TreatmentTools } from '../privacy/create-treatment.ts';
import { createTreatment, house } from '../privacy/create-treatment.ts';
import type { PlannedColumn, TablePlan } from '../request/plan-table.ts';
import type { ExportRow } from '../write/row-encoder.ts';
import type { RawRow } from './row-range.ts';
import { readName } from './select-columns.ts';

/** Turns a row of the database into one of a file. */
export type TreatRow = (row: RawRow) => ExportRow;

/** Characters of an instant that stay, and what is put in place of the rest. */
const cuts: Readonly<Record<Exclude<TimePrecision, 'exact'>, readonly [number, string]>> = {
  second: [19, '.000000Z'],
  minute: [16, ':00.000000Z'],
  hour: [13, ':00:00.000000Z'],
};

/** Who changed something is the house itself now and then. */
const names = (value: unknown): boolean => typeof value === 'string' && value !== house;

function treatInstant(precision: TimePrecision): (value: unknown) => ExportValue {
  if (precision === 'exact') return (value) => (typeof value === 'string' ? value : null);
  const [characters, end] = cuts[precision];
  return (value) => (typeof value === 'string' ? `${value.slice(0, characters)}${end}` : null);
}

/** Creates what treats the rows of a table; `siteOf` says where a device stands. */
export function createTreatRow(
  plan: TablePlan,
  tools: TreatmentTools,
  siteOf: (device: string) => string | undefined,
): TreatRow {
  const cut = treatInstant(plan.precision);
  const whole = treatInstant('exact');
  const isAbout = (row: RawRow) =>
    plan.aboutBy?.some(({ source, treatment }) => names(row[readName(source, treatment)])) ?? true;
  const treatInstantOf = (name: string) => (row: RawRow) => (isAbout(row) ? cut : whole)(row[name]);
  const treatOne = (column: PlannedColumn) => {
    const isInstant = column.type === 'timestamptz' && column.treatment === 'keep';
    if (isInstant) return treatInstantOf(readName(column.source, column.treatment));
    const treat = createTreatment(column, tools);
    if (column.isSite === true) {
      return (row: RawRow) => {
        const site = siteOf(String(row.device));
        return site === undefined ? null : treat(site);
      };
    }
    const name = readName(column.source, column.treatment);
    return (row: RawRow) => treat(row[name]);
  };
  const treats = plan.columns.map(treatOne);
  return (row) => treats.map((treat) => treat(row));
}
