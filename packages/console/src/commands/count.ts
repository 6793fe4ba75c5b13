import { listTables } from '@homepot/catalogue';
import type { Command } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import { layOut } from '../format/aligned-table.ts';

interface CountOptions extends AddressOptions {
  readonly estimate?: boolean;
  readonly json?: boolean;
}

async function runCount(context: Context, options: CountOptions): Promise<void> {
  const { output, environment } = context;
  const { client } = await connect(context, options);
  const query = options.estimate === true ? {} : { exact: true };
  const { data } = await client.call(listTables, { query });
  if (options.json === true) {
    const rows = Object.fromEntries(data.map((table) => [table.name, table.rows]));
    await output.line(JSON.stringify(rows));
  } else {
    const rows = data.map(({ name, rows, oldest, newest }) => ({
      table: name,
      rows,
      oldest,
      newest,
    }));
    const layout = output.isTerminal ? { width: output.width, colour: environment.colour } : {};
    const table = layOut(rows, ['table', 'rows', 'oldest', 'newest'], layout);
    await output.line(table.lines.join('\n'));
  }
  const estimated = data.filter((table) => table.estimated).map((table) => table.name);
  if (estimated.length > 0) {
    output.say(`Estimated: ${estimated.join(', ')}.`);
  }
}

/** `homepot count`: rows of each table. */
export function defineCount(command: Command, context: Context): void {
  command
    .option('--estimate', 'do not count large tables, estimate them')
    .option('--json', 'one JSON object, {table: rows}');
  addServerOptions(command).action((options: CountOptions) => runCount(context, options));
}
