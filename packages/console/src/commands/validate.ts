import type { AnswerOf, Provenance } from '@homepot/catalogue';
import { callerLimits, provenances, readDataQuality } from '@homepot/catalogue';
import type { Command } from 'commander';
import { InvalidArgumentError, Option } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import { layOut } from '../format/aligned-table.ts';

type Quality = AnswerOf<typeof readDataQuality>;

interface ValidateOptions extends AddressOptions {
  readonly minDays: number;
  readonly minRows: number;
  readonly provenance?: Provenance;
  readonly site?: string;
  readonly json?: boolean;
}

const rowsMax = 1_000_000_000;
const colours = { good: 32, warning: 33, failure: 31 } as const;

function readCount(text: string, minimum: number, maximum: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < minimum || number > maximum) {
    throw new InvalidArgumentError(`Give a whole number from ${minimum} to ${maximum}.`);
  }
  return number;
}

async function printTable(
  { output }: Context,
  rows: readonly Readonly<Record<string, unknown>>[],
  names: readonly string[],
): Promise<void> {
  const { lines } = layOut(rows, names, { colour: output.isTerminal });
  for (const line of lines) await output.line(line);
}

const minuteOf = (instant: string | null): string | null =>
  instant === null ? null : instant.slice(0, 16).replace('T', ' ');

/** One line a finding, whole: what is cut off cannot be looked for. */
function findingLine({ severity, kind, what, table, count, message, example }: Finding): string {
  const place = [example?.device_id, minuteOf(example?.timestamp ?? null), example?.value];
  const seen = place.filter((part) => part != null).join(', ');
  const mark = severity === 'failure' ? 'FAIL' : 'warn';
  return `${mark}  ${kind}  ${table}.${what}  ${count}: ${message}${seen === '' ? '' : ` (e.g. ${seen})`}`;
}
type Finding = Quality['findings'][number];

async function printQuality(context: Context, quality: Quality): Promise<void> {
  const { output } = context;
  const paint = (verdict: keyof typeof colours, text: string) =>
    output.isTerminal ? `\u001b[${colours[verdict]}m${text}\u001b[39m` : text;
  const rows = quality.tables.map((table) => ({
    table: table.table,
    rows: table.rows,
    days: table.span_days,
    oldest: minuteOf(table.oldest),
    newest: minuteOf(table.newest),
    verdict: table.verdict,
  }));
  await printTable(context, rows, ['table', 'rows', 'days', 'oldest', 'newest', 'verdict']);
  if (quality.findings.length > 0) await output.line('');
  for (const finding of quality.findings) {
    await output.line(paint(finding.severity, findingLine(finding)));
  }
  const covered =
    quality.covered_percent === null
      ? ''
      : `, ${quality.covered_percent} % of the opening hours covered`;
  const judged = `${quality.devices_judged} of ${quality.devices} devices judged`;
  await output.line('');
  const verdict = quality.passed ? 'good' : 'failure';
  const word = quality.passed ? 'passed' : 'failed';
  await output.line(paint(verdict, `${word}, score ${quality.score} of 100; ${judged}${covered}`));
}

async function runValidate(context: Context, options: ValidateOptions): Promise<void> {
  const { client } = await connect(context, options);
  const { minDays, minRows, provenance, site } = options;
  const quality = await client.call(readDataQuality, {
    query: {
      min_days: minDays,
      min_rows: minRows,
      ...(provenance === undefined ? {} : { provenance: [provenance] }),
      ...(site === undefined ? {} : { site_id: site }),
    },
  });
  if (options.json === true) await context.output.line(JSON.stringify(quality));
  else await printQuality(context, quality);
  if (!quality.passed) context.exitWith(exitCodes.failure);
}

/** `homepot validate`: whether the collected data are worth learning from. */
export function defineValidate(command: Command, context: Context): void {
  command
    .option(
      '--min-days <count>',
      'days that the rows of each table must span',
      (text) => readCount(text, 1, callerLimits.validatedDaysMax),
      1,
    )
    .option(
      '--min-rows <count>',
      'rows that each table must have',
      (text) => readCount(text, 0, rowsMax),
      1_000,
    )
    .addOption(
      new Option(
        '--provenance <provenance>',
        'only rows of this origin; else all but sample',
      ).choices(provenances),
    )
    .option('--site <site>', 'only devices of this site')
    .option('--json', 'everything as one JSON object')
    .addHelpText('after', '\nExit code 0: passed; 1: failed. Warnings do not fail.');
  addServerOptions(command).action((options: ValidateOptions) => runValidate(context, options));
}
