import type { AnswerOf } from '@homepot/catalogue';
import { bytesInWords, planRetention } from '@homepot/catalogue';
import type { Command } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';

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

/** Rows that nobody counted are told with a tilde. */
const rowsOf = ({
  rows,
  rows_estimated: estimated,
}: {
  rows: number | null;
  rows_estimated: boolean;
}) => (rows === null || !estimated ? rows : `~${rows}`);

function showTable(planned: Planned) {
  const held = planned.parts.filter(({ stays }) => stays !== null).length;
  const { table, oldest, bytes, archive } = planned;
  return {
    table,
    keeps: `${planned.retention_days} days`,
    oldest,
    rows: rowsOf(planned),
    bytes,
    parts: planned.part_count,
    archive: archive ? 'yes' : 'no',
    stays: planned.stays ?? (held === 0 ? null : `${held} of the partitions, see --parts`),
  };
}

async function runPlan(
  context: Context,
  table: string | undefined,
  options: PlanOptions,
): Promise<void> {
  const { client } = await connect(context, options);
  const plan = await client.call(planRetention, { query: table === undefined ? {} : { table } });
  const byPart = options.parts === true;
  const printer = createRowPrinter(
    context,
    readFormat(options),
    byPart ? partColumns : tableColumns,
  );
  for (const planned of plan.tables) {
    if (!byPart) await printer.print([showTable(planned)]);
    else {
      const parts = planned.parts.map((part) => ({ ...part, rows: rowsOf(part) }));
      await printer.print(parts.map((part) => ({ table: planned.table, ...part })));
    }
  }
  await printer.end();
  context.output.say(
    plan.tables.length === 0
      ? 'Nothing is older than its policy.'
      : `A run would take out about ${plan.rows} rows, ${bytesInWords(plan.bytes)}. Nothing was changed.`,
  );
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
