import type { AnswerOf } from '@homepot/catalogue';
import { bytesInWords, planRetention } from '@homepot/catalogue';
import type { Command } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import { requirePolicy } from './require-policy.ts';

interface PlanOptions extends AddressOptions, FormatOptions {
  readonly parts?: boolean;
}

type Planned = AnswerOf<typeof planRetention>['tables'][number];

const tableColumns = ['table', 'keeps', 'oldest', 'rows', 'bytes', 'parts', 'archive', 'stays'];
const partColumns = [
  'table',
  'partition',
  'from',
  'until',
  'rows',
  'bytes',
  'state',
  'stays',
  'error',
];

/** Rows that nobody counted are told to people with a tilde. */
const rowsOf = ({
  rows,
  rows_estimated: estimated,
}: {
  rows: number | null;
  rows_estimated: boolean;
}) => (rows === null || !estimated ? rows : `~${rows}`);

const staysOf = ({ parts, stays }: Planned) => {
  const held = parts.filter((part) => part.stays !== null).length;
  return stays ?? (held === 0 ? null : `${held} of the partitions, see --parts`);
};

/** For people in words, for programs with the numbers as they are. */
function showTable(planned: Planned, inWords: boolean) {
  const { table, oldest, retention_days: days, rows, bytes, archive } = planned;
  const shown = { table, oldest, parts: planned.part_count, stays: staysOf(planned) };
  if (!inWords) return { ...shown, keeps: days, rows, bytes, archive };
  return {
    ...shown,
    keeps: `${days} days`,
    rows: rowsOf(planned),
    bytes: bytes === null ? null : bytesInWords(bytes),
    archive: archive ? 'yes' : 'no',
  };
}

const showParts = ({ table, parts }: Planned, inWords: boolean) =>
  parts.map((part) => ({
    table,
    ...part,
    ...(inWords ? { rows: rowsOf(part), bytes: bytesInWords(part.bytes) } : {}),
  }));

async function runPlan(
  context: Context,
  table: string | undefined,
  options: PlanOptions,
): Promise<void> {
  const { client } = await connect(context, options);
  const plan = await client.call(planRetention, { query: table === undefined ? {} : { table } });
  if (table !== undefined && plan.tables.length === 0) await requirePolicy(client, table);
  const byPart = options.parts === true;
  const format = readFormat(options);
  const inWords = format === 'plain';
  if (plan.tables.length > 0 || !inWords) {
    const printer = createRowPrinter(context, format, byPart ? partColumns : tableColumns);
    const { tables } = plan;
    await printer.print(
      byPart
        ? tables.flatMap((planned) => showParts(planned, inWords))
        : tables.map((planned) => showTable(planned, inWords)),
    );
    await printer.end();
  }
  context.output.say(
    plan.tables.length === 0
      ? 'Nothing is older than its policy.'
      : `A run would take out about ${plan.rows} rows, ${bytesInWords(plan.bytes)}. Nothing was changed.`,
  );
  if (plan.doubt !== null) context.output.say(`It would stop first: ${plan.doubt}`);
}

/** `homepot retention plan`. */
export function definePlan(command: Command, context: Context): void {
  command
    .description('what a run would archive and remove now, and what it would leave alone and why')
    .argument('[table]', 'only this table')
    .option('--parts', 'a line for each partition');
  addFormatOptions(addServerOptions(command)).action(
    (table: string | undefined, options: PlanOptions) => runPlan(context, table, options),
  );
}
