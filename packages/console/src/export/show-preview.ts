import type { AnswerOf, previewExport } from '@homepot/catalogue';
import type { Context } from '../context.ts';
import { createRowPrinter } from '../format/row-printer.ts';

type Row = Readonly<Record<string, unknown>>;

const asText = (value: unknown) =>
  value == null || typeof value === 'string' ? value : JSON.stringify(value);

/** A row as it is and as it would leave: a line a column, empty where one of them has none. */
const besideEachOther = (before: Row, after: Row) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])].map((column) => ({
    column,
    before: asText(before[column]),
    after: asText(after[column]),
  }));

/** Shows what an export would make of some rows, row by row. */
export async function showPreview(
  context: Context,
  tables: AnswerOf<typeof previewExport>['tables'],
): Promise<void> {
  for (const { table, before, after } of tables) {
    if (after.length === 0) context.output.say(`${table}: no such rows.`);
    for (const [i, row] of after.entries()) {
      await context.output.line(`${table}, row ${i + 1}`);
      const printer = createRowPrinter(context, 'plain', ['column', 'before', 'after']);
      await printer.print(besideEachOther(before[i] ?? {}, row));
      await printer.end();
    }
  }
}
