import type { ExportTreatment, Table } from '@homepot/catalogue';
import { exportColumns } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';
import type { ExportRequest } from './export-request.ts';

type Chosen = Pick<ExportRequest, 'columns' | 'treatments'>;
interface Asked {
  readonly columns?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly treatments?:
    | Readonly<Record<string, Readonly<Record<string, ExportTreatment>>>>
    | undefined;
}

const fault = (path: string, message: string) =>
  new HomepotError('parameter_invalid', { path: `body.${path}`, message });

function chooseOfTable(
  table: Table,
  columns: readonly string[] | undefined,
  treatments: Readonly<Record<string, ExportTreatment>>,
) {
  const choices = exportColumns(table);
  for (const name of [...(columns ?? []), ...Object.keys(treatments)]) {
    if (choices.has(name)) continue;
    throw fault(
      `columns.${table.name}`,
      `${name} is no column of ${table.name} that can be exported`,
    );
  }
  const made: Record<string, ExportTreatment> = {};
  for (const [name, allowed] of choices) {
    if (columns !== undefined && !columns.includes(name)) continue;
    const treatment = treatments[name] ?? allowed[0] ?? 'drop';
    if (!allowed.includes(treatment)) {
      const message = `${name} may be made ${allowed.join(', ')}; not ${treatment}`;
      throw fault(`treatments.${table.name}.${name}`, message);
    }
    if (treatment !== 'drop') made[name] = treatment;
  }
  if (Object.keys(made).length > 0) return made;
  throw fault(`columns.${table.name}`, `Nothing is left of ${table.name}`);
}

/** Which columns of each table are written and what is made of each. Throws parameter_invalid. */
export function chooseColumns(tables: readonly Table[], asked: Asked, earlier?: Chosen): Chosen {
  const made = tables.map((table) => {
    const columns = asked.columns?.[table.name] ?? earlier?.columns[table.name];
    const treatments = { ...earlier?.treatments[table.name], ...asked.treatments?.[table.name] };
    return [table.name, chooseOfTable(table, columns, treatments)] as const;
  });
  return {
    columns: Object.fromEntries(made.map(([table, chosen]) => [table, Object.keys(chosen)])),
    treatments: Object.fromEntries(made),
  };
}
