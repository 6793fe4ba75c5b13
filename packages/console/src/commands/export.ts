import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  cancelExport,
  createExport,
  exportFormats,
  listExports,
  previewExport,
  provenances,
  pseudonymModes,
  removeExport,
  resumeExport,
  showExport,
  timePrecisions,
} from '@homepot/catalogue';
import type { Command } from 'commander';
import { Option } from 'commander';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { downloadExport, requireFolderFor } from '../export/download-export.ts';
import { followExport } from '../export/follow-export.ts';
import type { ExportOptions } from '../export/read-export-options.ts';
import { readExportOptions } from '../export/read-export-options.ts';
import { showPreview } from '../export/show-preview.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { onInterrupt } from '../interrupt.ts';
import { printOne } from '../print-one.ts';
import { readNumberOption } from '../read-number-option.ts';

interface MakeOptions extends ExportOptions, AddressOptions {
  readonly out?: string;
  readonly json?: boolean;
}

type OneOptions = AddressOptions & { readonly json?: boolean; readonly out?: string };

/** Runs until it is done or Ctrl-C is pressed; what was begun on the server goes on there. */
async function whileWanted<T>(context: Context, run: (signal: AbortSignal) => Promise<T>) {
  const stopping = new AbortController();
  const stopListening = onInterrupt(() => stopping.abort());
  try {
    return await run(stopping.signal);
  } catch (error) {
    if (!stopping.signal.aborted) throw error;
    context.output.say('The export goes on on the server: `homepot export list` shows it.');
    throw new CommandError(exitCodes.partial, 'Interrupted.');
  } finally {
    stopListening();
  }
}

async function bring(context: Context, exportId: string, folder: string, options: OneOptions) {
  const { client, address } = await connect(context, options);
  const brought = await whileWanted(context, (signal) =>
    downloadExport({ client, address, output: context.output, exportId, folder, signal }),
  );
  const summary = { export_id: exportId, ...brought, folder };
  if (options.json === true) await context.output.line(JSON.stringify(summary));
  else context.output.say(`${brought.files} files, ${brought.bytes} bytes in ${folder}.`);
}

async function runShort(context: Context, options: MakeOptions): Promise<void> {
  const { out } = options;
  if (out === undefined) {
    throw new CommandError(
      exitCodes.usage,
      'Say with --out where the files go.',
      'Or make one on the server alone: `homepot export create`.',
    );
  }
  await requireFolderFor(out);
  const { client } = await connect(context, options);
  const body = readExportOptions(options, Date.now());
  const { export_id: exportId } = await client.call(createExport, { body });
  const ended = await whileWanted(context, (signal) =>
    followExport(client, context.output, exportId, signal),
  );
  if (ended.status !== 'completed') {
    throw new CommandError(
      exitCodes.failure,
      `${exportId} is ${ended.status}: ${ended.error_message ?? ''}`,
      `\`homepot export resume ${exportId}\` goes on with it.`,
    );
  }
  context.output.say(`${exportId}: ${ended.rows} rows, ${ended.suppressed_rows} left out.`);
  if (ended.rows === 0 && options.provenance === undefined && options.since === undefined) {
    context.output.say(
      'Rows of a demo, of simulated fleets and samples are left out unless named: --provenance simulated.',
    );
  }
  await bring(context, exportId, out, options);
  if (options.features !== true || existsSync(join(out, 'features'))) return;
  context.output.say(
    'No features: no hour of this range ended with reports that had arrived by then. History that was imported, or made by `homepot demo`, arrived later.',
  );
}

async function runCreate(context: Context, options: MakeOptions): Promise<void> {
  const { client } = await connect(context, options);
  const body = readExportOptions(options, Date.now());
  await printOne(context, await client.call(createExport, { body }), options);
}

async function runPreview(context: Context, options: MakeOptions): Promise<void> {
  const { client } = await connect(context, options);
  const body = readExportOptions(options, Date.now());
  const answer = await client.call(previewExport, { body });
  if (options.json === true) return context.output.line(JSON.stringify(answer));
  await showPreview(context, answer.tables);
}

const listed = [
  'export_id',
  'status',
  'rows',
  'bytes',
  'suppressed_rows',
  'created_by',
  'created_at',
  'expires_at',
  'error_message',
];

async function runList(
  context: Context,
  options: AddressOptions & FormatOptions & { readonly limit?: number },
): Promise<void> {
  const { client } = await connect(context, options);
  const { data } = await client.call(listExports, { query: { limit: options.limit ?? 100 } });
  const printer = createRowPrinter(context, readFormat(options), listed);
  await printer.print(data);
  await printer.end();
}

const makeOptions: readonly Option[] = [
  new Option('--tables <tables...>', 'telemetry tables, and configuration_history'),
  new Option('--from <time>', 'the first instant: a date, an instant, a span back (30d)'),
  new Option('--to <time>', 'the end; a date is the whole day; now unless given'),
  new Option('--sites <sites...>', 'only devices that stand there now'),
  new Option('--devices <devices...>', 'only these devices'),
  new Option('--columns <columns...>', 'columns of a table: TABLE=COLUMN,COLUMN'),
  new Option('--treat <treatments...>', 'what is made of a column: TABLE.COLUMN=TREATMENT'),
  new Option('--format <format>', 'of the files').choices(exportFormats),
  new Option('--provenance <origins...>', 'real and controlled unless given').choices(provenances),
  new Option('--pseudonyms <mode>', 'fresh (thrown away) unless given').choices(pseudonymModes),
  new Option('--time-precision <unit>', 'of instants about people').choices(timePrecisions),
  new Option('--quasi <columns...>', 'quasi-identifiers: TABLE=COLUMN,COLUMN; TABLE= is none'),
  new Option('--k <people>', 'how many must be alike').argParser(readNumberOption),
  new Option('--split <by>', 'time, device or site; shares in percent: time:70,15,15'),
  new Option('--seed <text>', 'another split by device or site'),
  new Option('--features', 'features and labels by device and hour'),
  new Option('--since <export>', 'only what arrived after that export'),
];

function addMakeOptions(command: Command): Command {
  for (const option of makeOptions) command.addOption(option);
  return addServerOptions(command).option('--json', 'one JSON object');
}

function defineOne(
  parent: Command,
  name: string,
  description: string,
  run: (id: string, options: OneOptions) => Promise<void>,
): Command {
  const command = parent.command(name).description(description).argument('<id>', 'export-…');
  return addServerOptions(command).option('--json', 'as JSON').action(run);
}

function defineEach(command: Command, context: Context): void {
  const ordered = [
    ['show', 'one export and how far it is', showExport],
    ['cancel', 'stop one and remove what it wrote', cancelExport],
    ['resume', 'go on with one that failed', resumeExport],
  ] as const;
  for (const [name, description, route] of ordered) {
    defineOne(command, name, description, async (id, options) => {
      const { client } = await connect(context, options);
      const shown = await client.call(route, { parameters: { export_id: id } });
      await printOne(context, shown, options);
    });
  }
  defineOne(command, 'remove', 'remove the files of one', async (id, options) => {
    const { client } = await connect(context, options);
    await client.call(removeExport, { parameters: { export_id: id } });
    context.output.say(`The files of ${id} are removed.`);
  });
  defineOne(command, 'download', 'bring the files of one here', (id, options) =>
    bring(context, id, options.out ?? id, options),
  ).option('--out <folder>', 'where they go; a folder of its name unless given');
}

const help = `
The short way makes an export, waits for it and brings its files:
  homepot export --tables device_metrics health_checks --from 30d --features --split time --out data

Nobody is named in the files; homepot export preview shows rows before and after.`;

/** `homepot export`: data sets in which nobody is named. */
export function defineExport(command: Command, context: Context): void {
  command.addHelpText('after', help);
  addMakeOptions(command)
    .option('--out <folder>', 'where the files go')
    .action((options: MakeOptions) => runShort(context, options));
  addMakeOptions(command.command('create').description('make one on the server')).action(
    (options: MakeOptions) => runCreate(context, options),
  );
  addMakeOptions(
    command.command('preview').description('some rows as they are and as they would leave'),
  ).action((options: MakeOptions) => runPreview(context, options));
  const list = command.command('list').description('the exports, newest first');
  addServerOptions(addFormatOptions(list))
    .option('--limit <count>', 'how many', readNumberOption)
    .action((options) => runList(context, options));
  defineEach(command, context);
}
