import type { Table } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import { ClientError } from '@homepot/client';
import type { Command } from 'commander';
import { Option } from 'commander';
import { chooseTelemetry } from '../choose-table.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import { awaitStored } from '../import/await-stored.ts';
import { checkRecord } from '../import/check-record.ts';
import type { Cut } from '../import/cut-batches.ts';
import { cutBatches } from '../import/cut-batches.ts';
import type { ImportRecord } from '../import/import-record.ts';
import type { ImportSummary } from '../import/import-summary.ts';
import { createSummary } from '../import/import-summary.ts';
import { measureFiles } from '../import/input-files.ts';
import { printImport } from '../import/print-import.ts';
import { createProgress } from '../import/progress.ts';
import type { FileFormat } from '../import/read-records.ts';
import { fileFormats, readRecords } from '../import/read-records.ts';
import { sendImport } from '../import/send-import.ts';
import { onInterrupt } from '../interrupt.ts';
import { readFailure } from '../read-failure.ts';

interface ImportOptions extends AddressOptions {
  readonly historical?: boolean;
  readonly format?: FileFormat;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

interface Work {
  readonly table: Table;
  readonly files: readonly string[];
  readonly options: ImportOptions;
  /** Absent for a dry run. */
  readonly client: Client | undefined;
  readonly summary: ImportSummary;
  readonly stop: AbortSignal;
}

async function* checked(
  table: Table,
  records: AsyncIterable<ImportRecord>,
): AsyncGenerator<ImportRecord> {
  for await (const record of records) {
    const fault = record.fault ?? checkRecord(table, record.json);
    yield fault === undefined ? record : { line: record.line, fault };
  }
}

async function* cutFiles(work: Work, onBytes: (bytes: number) => void): AsyncGenerator<Cut> {
  const { table, options } = work;
  for (const file of work.files) {
    const records = readRecords(file, table, options.format, onBytes);
    yield* cutBatches(work.client === undefined ? checked(table, records) : records, {
      file,
      table: table.name,
      historical: options.historical === true,
    });
  }
}

/** Whether the same import may succeed later, as it is. */
const isRetryLater = (error: unknown): boolean =>
  error instanceof ClientError && readFailure(error).exitCode === exitCodes.unreachable;

/** A server that takes everything, for dry runs. */
const taker: Pick<Client, 'ingestBody'> = {
  ingestBody: () =>
    Promise.resolve({
      batch_id: '',
      accepted: 0,
      duplicate: 0,
      filtered: 0,
      quarantined: 0,
      rejected: [],
    }),
};

async function sendFiles(context: Context, work: Work): Promise<void> {
  const bytesTotal = await measureFiles(work.files);
  const progress = createProgress(context.output);
  const startedAtMs = performance.now();
  let bytes = 0;
  const cuts = cutFiles(work, (read) => {
    bytes += read;
  });
  try {
    await sendImport(work.client ?? taker, cuts, work.summary, {
      table: work.table.name,
      historical: work.options.historical === true,
      stop: work.stop,
      onProgress() {
        const elapsedMs = performance.now() - startedAtMs;
        progress.show({ records: work.summary.records, bytes, bytesTotal, elapsedMs });
      },
    });
  } finally {
    progress.end();
  }
}

async function runImport(
  context: Context,
  name: string,
  files: readonly string[],
  options: ImportOptions,
): Promise<void> {
  const table = chooseTelemetry(name);
  await measureFiles(files);
  const dryRun = options.dryRun === true;
  const client = dryRun ? undefined : (await connect(context, { ...options, sends: true })).client;
  const stopping = new AbortController();
  const stopListening = onInterrupt((_, press) => {
    if (press > 1) process.exit(exitCodes.partial);
    context.output.say('Stopping: what is on its way is finished. Ctrl-C again ends at once.');
    stopping.abort();
  });
  const summary = createSummary();
  const startedAtMs = performance.now();
  const work: Work = { table, files, options, client, summary, stop: stopping.signal };
  let error: unknown;
  let inSpool: number | undefined;
  try {
    await sendFiles(context, work);
    if (client !== undefined) inSpool = await awaitStored(client, table.name, stopping.signal);
  } catch (caught) {
    error = caught;
  } finally {
    stopListening();
  }
  await printImport(context, summary, {
    table: table.name,
    json: options.json === true,
    dryRun,
    historical: options.historical === true,
    interrupted: stopping.signal.aborted || error !== undefined,
    resumable: stopping.signal.aborted || isRetryLater(error),
    inSpool,
    seconds: (performance.now() - startedAtMs) / 1000,
  });
  if (error !== undefined) throw error;
  const incomplete = summary.rejected > 0 || summary.quarantined > 0 || stopping.signal.aborted;
  context.exitWith(incomplete ? exitCodes.partial : exitCodes.ok);
}

const help = `
Run again after an interruption or a failure: a file has the same batches every time, and the server
stores each of them once. A file that was changed since is another file.

CSV: the first line names the columns; an empty field is null, "" an empty text.`;

/** `homepot import TABLE FILE...`: files into the house, by the same door as everything else. */
export function defineImport(command: Command, context: Context): void {
  command
    .argument('<table>', 'name or list path of a telemetry table')
    .argument('<file...>', 'NDJSON, JSON array or CSV, plain, .gz or .zst; - is stdin')
    .option('--historical', 'take old timestamps too (needs an administrator)')
    .addOption(
      new Option('--format <format>', 'instead of what name and content say').choices(fileFormats),
    )
    .option('--dry-run', 'read and check here, send nothing')
    .option('--json', 'the summary as one JSON object')
    .addHelpText('after', help);
  addServerOptions(command);
  command.action((table: string, files: string[], options: ImportOptions) =>
    runImport(context, table, files, options),
  );
}
