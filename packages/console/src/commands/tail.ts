import { setTimeout as wait } from 'node:timers/promises';
import type { LiveRows, Table } from '@homepot/catalogue';
import { telemetryTables } from '@homepot/catalogue';
import type { Client, Row } from '@homepot/client';
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

interface Tailed {
  readonly context: Context;
  readonly client: Client;
  readonly tables: readonly Table[];
  readonly followers: readonly Follower[];
  readonly options: TailOptions;
  readonly signal: AbortSignal;
}

async function printRows(
  { context, options }: Tailed,
  table: Table,
  rows: readonly Row[],
): Promise<void> {
  const { output } = context;
  const ndjson = options.ndjson === true;
  for (const row of rows) {
    if (row.user_agent === userAgent) continue;
    const line = ndjson
      ? JSON.stringify({ table: table.name, ...row })
      : rowLine(table.name, row, table.timeColumn ?? 'id');
    await output.line(output.isTerminal && !ndjson ? line.slice(0, output.width) : line);
  }
}

/** Looks at every table; a server that is away for a while is waited for. */
async function lookAtAll({ context, followers }: Tailed, wasAway: boolean) {
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

/** Prints what is new by now; says whether the server answered. */
async function printNew(tailed: Tailed, isFirst: boolean, wasAway: boolean): Promise<boolean> {
  const { context, tables, options } = tailed;
  const looks = await lookAtAll(tailed, wasAway);
  for (const [i, look] of (looks ?? []).entries()) {
    const table = tables[i];
    if (table === undefined) continue;
    const rows = isFirst ? look.rows.slice(look.rows.length - options.lines) : look.rows;
    if (look.missed) context.output.say(`${table.name}: more rows came than can be shown.`);
    await printRows(tailed, table, rows);
  }
  return looks !== undefined;
}

/** Looks each second, where the server tells nothing by itself. */
async function poll(tailed: Tailed): Promise<void> {
  let isFirst = true;
  let isThere = true;
  while (!tailed.signal.aborted) {
    isThere = await printNew(tailed, isFirst, !isThere);
    isFirst &&= !isThere;
    await wait(pollMs, undefined, { signal: tailed.signal });
  }
}

async function printTold(tailed: Tailed, { table: name, rows, skipped }: LiveRows): Promise<void> {
  const i = tailed.tables.findIndex((table) => table.name === name);
  const [table, follower] = [tailed.tables[i], tailed.followers[i]];
  if (table === undefined || follower === undefined) return;
  await printRows(tailed, table, follower.take(rows));
  if (skipped === 0) return;
  const what = skipped === 1 ? '1 row more' : `${skipped} rows more`;
  tailed.context.output.say(`${name}: ${what} than can be shown.`);
}

/**
 * Lets the server tell. Whenever the connection is there anew, it looks once by itself: at first for
 * the rows to begin with, later for those that came meanwhile.
 */
async function listen(tailed: Tailed): Promise<void> {
  const { context, client, tables, signal } = tailed;
  let isFirst = true;
  let isAway = false;
  let isAnew = true;
  const told = client.live({
    // The least that can be followed: it is the rows that are wanted.
    topics: ['jobs'],
    tables: tables.map(({ name }) => name),
    signal,
    onAway: ({ detail }) => {
      if (!isAway) context.output.say(`${detail} Still trying; Ctrl-C ends.`);
      isAway = true;
      isAnew = true;
    },
  });
  for await (const { event, data } of told) {
    if (isAnew || event === 'picture') {
      const isThere = await printNew(tailed, isFirst, isAway);
      isFirst &&= !isThere;
      isAway = !isThere;
      isAnew = !isThere;
    }
    if (event === 'rows') await printTold(tailed, data);
  }
}

/** An older server does not know how to tell. */
async function follow(tailed: Tailed): Promise<void> {
  try {
    await listen(tailed);
  } catch (error) {
    if (!(error instanceof ClientError) || error.status !== 404) throw error;
    await poll(tailed);
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
    await follow({ context, client, tables, followers, options, signal });
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
