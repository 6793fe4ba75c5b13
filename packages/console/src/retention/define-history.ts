import { listRetentionRuns, showRetentionRun } from '@homepot/catalogue';
import type { Command } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { readNumberOption } from '../read-number-option.ts';

interface HistoryOptions extends AddressOptions, FormatOptions {
  readonly limit: number;
}

const runColumns = [
  'id',
  'state',
  'cause',
  'started_at',
  'ended_at',
  'partitions_dropped',
  'rows_removed',
  'bytes_freed',
  'failures',
  'error',
];
const tableColumns = [
  'table',
  'partitions_dropped',
  'rows_removed',
  'bytes_freed',
  'skipped',
  'error',
];

async function runHistory(
  context: Context,
  id: number | undefined,
  options: HistoryOptions,
): Promise<void> {
  const { client } = await connect(context, options);
  const isOne = id !== undefined;
  const rows = isOne
    ? (await client.call(showRetentionRun, { parameters: { id } })).tables
    : (await client.call(listRetentionRuns, { query: { limit: options.limit } })).data;
  const format = readFormat(options);
  if (rows.length === 0 && format === 'plain') {
    context.output.say(isOne ? 'Nothing was older than its policy.' : 'Nothing ran so far.');
    return;
  }
  const printer = createRowPrinter(context, format, isOne ? tableColumns : runColumns);
  await printer.print(rows);
  await printer.end();
}

/** `homepot retention history`. */
export function defineHistory(command: Command, context: Context): void {
  command
    .description('what ran, the newest first; with a number, that run table by table')
    .argument('[run]', 'its number', readNumberOption)
    .option('--limit <number>', 'so many runs', readNumberOption, 20);
  addFormatOptions(addServerOptions(command)).action(
    (id: number | undefined, options: HistoryOptions) => runHistory(context, id, options),
  );
}
