import { rollups, rollupTables, tables } from '@homepot/catalogue';
import type { Database } from '../database.ts';
import { readFlavour } from '../flavours/flavours.ts';
import { declaredShape } from './declared-shape.ts';
import { flavouredShape } from './flavoured-shape.ts';
import { readShapes } from './read-shapes.ts';
import type { TableShape } from './table-shape.ts';

const asList = (value: string | readonly string[]) => (typeof value === 'string' ? [value] : value);

/** What stands in one list and not in the other, a line each. */
function differences(
  name: string,
  part: string,
  declared: readonly string[],
  found: readonly string[],
) {
  const missing = declared.filter((line) => !found.includes(line));
  const surplus = found.filter((line) => !declared.includes(line));
  return [
    ...missing.map((line) => `${name}: ${part} "${line}" is missing in the database`),
    ...surplus.map((line) => `${name}: ${part} "${line}" is not in the catalogue`),
  ];
}

function compare(declared: TableShape, found: TableShape | undefined): readonly string[] {
  if (found === undefined) return [`${declared.name}: the table is missing in the database`];
  const lines = (Object.keys(declared) as (keyof TableShape)[]).flatMap((part) =>
    differences(declared.name, part, asList(declared[part]), asList(found[part])),
  );
  const sameOrder = declared.columns.join() === found.columns.join();
  return lines.length === 0 && !sameOrder
    ? [`${declared.name}: the columns are in another order`]
    : lines;
}

/**
 * Holds a database against the catalogue, both ways: what is declared and not there, and what is
 * there and not declared. Returns a line for each difference; empty if they agree.
 */
export async function readSchemaDrift(
  database: Pick<Database, 'query'>,
): Promise<readonly string[]> {
  const found = await readShapes(database);
  const flavour = await readFlavour(database);
  const declared = [...tables, ...rollups.flatMap(rollupTables)].map((table) => {
    const shape = found.get(table.name);
    return flavouredShape(declaredShape(table, shape?.indexes ?? []), shape, flavour);
  });
  const known = new Set(declared.map((shape) => shape.name));
  return [
    ...declared.flatMap((shape) => compare(shape, found.get(shape.name))),
    ...[...found.keys()]
      .filter((name) => !known.has(name))
      .map((name) => `${name}: the table is not in the catalogue`),
  ];
}
