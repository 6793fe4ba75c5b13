import { setTimeout as wait } from 'node:timers/promises';
import type { Table } from '@homepot/catalogue';
import { telemetryTables } from '@homepot/catalogue';
import type { Row } from '@homepot/client';
import { ClientError } from '@homepot/client';
import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { chooseListed } from '../choose-table.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import type { AddressOptions } from '../find-server.ts';
import { onInterrupt } from '../interrupt.ts';
import type { Follower } from '../tail/follow-table.ts';
import { createFollower } from '../tail/follow-table.ts';
import { rowLine } from '../tail/row-line.ts';

interface TailOptions extends AddressOptions {
  readonly lines: number;
  readonly ndjson?: boolean;
}

const pollMs = 1_000;
const linesDefault = 10;

/** By this the log of the server's own requests is told from what tail itself asks it. */
const userAgent = `homepot-tail/${process.pid}`;

function readLines(text: string): number {
  if (!/^\d{1,4}$/.test(text)) throw new InvalidArgumentError('Give a number from 0 to 9999.');
  return Number(text);
}

async function printRows(
  context: Context,
  table: Table,
  rows: readonly Row[],
  ndjson: boolean,
): Promise<void> {
  const { output } = context;
  for (const row of rows) {
    if (row.user_agent === userAgent) continue;
    const line = ndjson
      ? JSON.stringify({ table: table.name, ...row })
      : rowLine(table.name, row, table.timeColumn ?? 'id');
    await output.line(output.isTerminal && !ndjson ? line.slice(0, output.width) : line);
  }
}

/** Looks at every table; a server that is away for a while is waited for. */
async function lookAtAll(context: Context, followers: readonly Follower[], wasAway: boolean) {
  try {
    const looks = await Promise.all(followers.map((follower) => follower.look(Date.now())));
    if (wasAway) context.output.say('The server answers again.');
    return looks;
  } catch (error) {
    const isAway = error instanceof ClientError && (error.status === 0 || error.status === 503);
    if (!isAway) throw error;
    if (!wasAway) context.output.say(`${error.detail} Still trying; Ctrl-C ends.`);
    return undefined;
  }
}

async function follow(
  context: Context,
  tables: readonly Table[],
  followers: readonly Follower[],
  options: TailOptions,
  signal: AbortSignal,
): Promise<void> {
  let away = false;
  let first = true;
  while (!signal.aborted) {
    const looks = await lookAtAll(context, followers, away);
    away = looks === undefined;
    for (const [i, look] of (looks ?? []).entries()) {
      const table = tables[i];
      if (table === undefined) continue;
      const rows = first ? look.rows.slice(look.rows.length - options.lines) : look.rows;
      if (look.missed) context.output.say(`${table.name}: more rows came than can be shown.`);
      await printRows(context, table, rows, options.ndjson === true);
    }
    first &&= away;
    await wait(pollMs, undefined, { signal });
  }
}

async function runTail(context: Context, names: readonly string[], options: TailOptions) {
  // Without names not the request log: every look is a request.
  const quiet = telemetryTables.filter((table) => table.name !== 'api_request_logs');
  const tables = names.length > 0 ? [...new Set(names.map(chooseListed))] : quiet;
  const { client } = await connect(context, options, { 'user-agent': userAgent });
  const ending = new AbortController();
  const stopListening = onInterrupt(() => ending.abort());
  const { signal } = ending;
  const followers = tables.map((table) => createFollower(client, table.name, signal));
  try {
    await follow(context, tables, followers, options, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    stopListening();
  }
}

/** `homepot tail [TABLE...]`: new rows as they are stored. */
export function defineTail(command: Command, context: Context): void {
  command
    .argument('[table...]', 'names or list paths of tables; default: all but the request log')
    .option('-n, --lines <rows>', 'rows of each table to begin with', readLines, linesDefault)
    .option('--ndjson', 'one JSON object a line, with its table')
    .addHelpText('after', '\nRows that were 15 minutes old when they arrived are not shown.');
  addServerOptions(command).action((tables: string[], options: TailOptions) =>
    runTail(context, tables, options),
  );
}
