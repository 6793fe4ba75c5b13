import type { AnswerOf } from '@homepot/catalogue';
import { listTables, readLiveness, readReadiness, readServerMetrics } from '@homepot/catalogue';
import type { Client } from '@homepot/client';
import { ClientError } from '@homepot/client';
import type { Command } from 'commander';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Address, AddressOptions } from '../find-server.ts';
import type { ServerFigures } from '../server-figures.ts';
import { readServerFigures } from '../server-figures.ts';

type Readiness = AnswerOf<typeof readReadiness>;

/** How a server is, as `--json` prints it. What this caller may not see is absent. */
interface Status {
  readonly url: string;
  readonly version: string;
  readonly pid?: number;
  readonly started_at?: string;
  readonly status: Readiness['status'];
  readonly parts: Readiness['parts'];
  readonly spool_bytes?: number;
  readonly lag_entries?: number;
  readonly records?: ServerFigures['records'];
  readonly rows?: number;
}

/** A server that refuses batches says so with 503, and in the same words. */
async function readReady(client: Client): Promise<Readiness> {
  try {
    return await client.call(readReadiness);
  } catch (error) {
    if (error instanceof ClientError && error.problem.parts !== undefined) {
      return error.problem as unknown as Readiness;
    }
    throw error;
  }
}

/** Undefined where the caller may not see it or the database is away. */
async function orNothing<Value>(reading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof ClientError && [401, 403, 503].includes(error.status)) return undefined;
    throw error;
  }
}

async function readStatus(client: Client, { url, run }: Address): Promise<Status> {
  const { version } = await client.call(readLiveness);
  const readiness = await readReady(client);
  const metrics = await orNothing(client.call(readServerMetrics));
  const tables = await orNothing(client.call(listTables, { query: {} }));
  const figures = metrics === undefined ? undefined : readServerFigures(metrics);
  return {
    url,
    version,
    ...(run === undefined ? {} : { pid: run.pid, started_at: run.startedAt }),
    status: readiness.status,
    parts: readiness.parts,
    ...(figures && {
      spool_bytes: figures.spoolBytes,
      lag_entries: figures.lagEntries,
      records: figures.records,
    }),
    ...(tables && { rows: tables.data.reduce((sum, table) => sum + table.rows, 0) }),
  };
}

const number = (value: number | undefined): string => value?.toLocaleString('en') ?? 'not shown';

function statusLines(status: Status): readonly string[] {
  const parts = Object.entries(status.parts).map(([part, state]) => `${part} ${state}`);
  const records = Object.entries(status.records ?? {})
    .filter(([, count]) => count > 0)
    .map(([fate, count]) => `${number(count)} ${fate.replace('_', ' ')}`);
  const process = status.pid === undefined ? '' : `, process ${status.pid}`;
  const lines = [
    `server   ${status.url}, version ${status.version}${process}`,
    `health   ${status.status} (${parts.join(', ')})`,
    `spool    ${number(status.spool_bytes)} bytes on disk`,
    `lag      ${number(status.lag_entries)} entries not yet in the database`,
    `rows     ${number(status.rows)} in all tables`,
  ];
  if (status.started_at !== undefined) lines.splice(1, 0, `started  ${status.started_at}`);
  if (records.length > 0) lines.push(`records  ${records.join(', ')} since the start`);
  return lines;
}

async function runStatus(
  context: Context,
  options: AddressOptions & { readonly json?: boolean },
): Promise<void> {
  const { client, address } = await connect(context, options);
  const status = await readStatus(client, address);
  const text = options.json === true ? JSON.stringify(status) : statusLines(status).join('\n');
  await context.output.line(text);
  if (status.status === 'refusing') context.exitWith(exitCodes.failure);
}

/** `homepot status`: how the running server is. */
export function defineStatus(command: Command, context: Context): void {
  command.option('--json', 'one JSON object');
  addServerOptions(command).action((options) => runStatus(context, options));
}
