import type { Table } from '@homepot/catalogue';
import { callerLimits, listColumns } from '@homepot/catalogue';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { createSourceCount } from '../archive/source-count.ts';
import { chooseListed, listedTables } from '../choose-table.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { addFilterOptions, describeFilters, readFilters } from '../query/filter-options.ts';
import type { RangeOptions } from '../query/range-options.ts';
import { addRangeOptions, readRange } from '../query/range-options.ts';

interface QueryOptions extends AddressOptions, FormatOptions, RangeOptions {
  readonly limit: number;
  readonly all?: boolean;
  readonly order?: string;
  readonly includeArchived?: boolean;
}

const { listRowsMax, listRowsDefault } = callerLimits;

function readCount(text: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('Give a whole number from 1.');
  return Number(text);
}

/** The columns as lists show them, the instant first. */
function shownColumns(table: Table): readonly string[] {
  const names = Object.keys(listColumns(table));
  const time = table.timeColumn;
  return time === undefined ? names : [time, ...names.filter((name) => name !== time)];
}

async function runQuery(context: Context, name: string, options: QueryOptions): Promise<void> {
  const table = chooseListed(name);
  const parameters = {
    ...readRange(options, Date.now()),
    ...readFilters(table, { ...options }, listedTables),
    order: options.order,
    ...(options.includeArchived === true ? { include_archived: true } : {}),
  };
  const { client } = await connect(context, options);
  const printer = createRowPrinter(context, readFormat(options), shownColumns(table));
  let left = options.all === true ? Number.POSITIVE_INFINITY : options.limit;
  let more = false;
  const sources = createSourceCount();
  const list = client.list(table.name, { ...parameters, limit: Math.min(left, listRowsMax) });
  for await (const page of list.pages()) {
    await printer.print(page.data.slice(0, left));
    more = page.data.length > left || page.next_cursor !== null;
    for (const source of page.sources ?? []) sources.add(source);
    left -= page.data.length;
    if (left <= 0) break;
  }
  await printer.end();
  if (options.includeArchived === true) context.output.say(sources.inWords());
  if (more) context.output.say(`There are more rows; see them with --limit N or --all.`);
}

/** `homepot query TABLE`: rows of a table, filtered. */
export function defineQuery(command: Command, context: Context, words: readonly string[]): void {
  command
    .argument('<table>', 'name or list path of a table, e.g. api_request_logs or requests')
    .addOption(
      new Option('--limit <rows>', 'rows at most')
        .argParser(readCount)
        .default(listRowsDefault)
        .conflicts('all'),
    )
    .option('--all', 'every row')
    .addOption(new Option('--order <order>', 'by time').choices(['asc', 'desc']))
    .option('--include-archived', 'also rows that have left the database for the archive');
  addFilterOptions(command, listedTables);
  addServerOptions(addFormatOptions(addRangeOptions(command)));
  const named = listedTables.filter(
    ({ name, listPath = '' }) => words.includes(name) || words.includes(listPath),
  );
  command.addHelpText('after', () =>
    named.length > 0
      ? named.map(describeFilters).join('\n')
      : `\nTables: ${listedTables.map((table) => table.name).join(', ')}.\n\`homepot query TABLE --help\` lists the filters of one.`,
  );
  command.action((table: string, options: QueryOptions) => runQuery(context, table, options));
}
