import type { Context } from '../context.ts';
import { layOut } from './aligned-table.ts';
import { csvLine } from './csv.ts';
import type { RowFormat } from './row-format.ts';

type Row = Readonly<Record<string, unknown>>;

/** Prints rows page by page, so that a long list never stands in memory. */
export interface RowPrinter {
  print(rows: readonly Row[]): Promise<void>;
  /** To be called once after the last page. */
  end(): Promise<void>;
}

function createJsonPrinter({ output }: Context): RowPrinter {
  let printed = false;
  return {
    async print(rows) {
      for (const row of rows) {
        await output.data(`${printed ? ',\n' : '[\n'}${JSON.stringify(row)}`);
        printed = true;
      }
    },
    end: () => output.line(printed ? '\n]' : '[]'),
  };
}

function createNdjsonPrinter({ output }: Context): RowPrinter {
  return {
    async print(rows) {
      for (const row of rows) await output.line(JSON.stringify(row));
    },
    end: () => Promise.resolve(),
  };
}

function createCsvPrinter({ output }: Context, columns: readonly string[]): RowPrinter {
  let headed = false;
  const head = async () => {
    if (!headed) await output.line(csvLine(columns));
    headed = true;
  };
  return {
    async print(rows) {
      await head();
      for (const row of rows) await output.line(csvLine(columns.map((name) => row[name])));
    },
    end: head,
  };
}

function createPlainPrinter(context: Context, columns: readonly string[]): RowPrinter {
  const { output, environment } = context;
  const layout = output.isTerminal ? { width: output.width, colour: environment.colour } : {};
  let left: readonly string[] = [];
  let pages = 0;
  return {
    async print(rows) {
      if (rows.length === 0) return;
      const table = layOut(rows, columns, layout);
      left = table.left;
      // Columns are measured anew on each page; the heading says so where they may have moved.
      await output.line(
        (pages > 0 && !output.isTerminal ? table.lines.slice(1) : table.lines).join('\n'),
      );
      pages += 1;
    },
    async end() {
      if (pages === 0) output.say('No rows.');
      if (left.length > 0)
        output.say(`Not shown for want of room: ${left.join(', ')}. --json has all.`);
    },
  };
}

/** Creates the printer of one form. `columns` are the names in the order in which they are shown. */
export function createRowPrinter(
  context: Context,
  format: RowFormat,
  columns: readonly string[],
): RowPrinter {
  switch (format) {
    case 'json':
      return createJsonPrinter(context);
    case 'ndjson':
      return createNdjsonPrinter(context);
    case 'csv':
      return createCsvPrinter(context, columns);
    case 'plain':
      return createPlainPrinter(context, columns);
  }
}
