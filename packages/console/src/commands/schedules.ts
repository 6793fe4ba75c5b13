import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { BodyOf } from '@homepot/catalogue';
import {
  putScheduleException,
  removeScheduleException,
  replaceSchedules,
  showSchedules,
} from '@homepot/catalogue';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import { layOut } from '../format/aligned-table.ts';
import { printOne } from '../print-one.ts';

interface JsonOptions extends AddressOptions {
  readonly json?: boolean;
}

interface ExceptOptions extends JsonOptions {
  readonly hours?: string;
  readonly notes?: string;
  readonly remove?: boolean;
}

const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const span = (from: string | null, to: string | null): string | null =>
  from === null || to === null ? null : `${from.slice(0, 5)}-${to.slice(0, 5)}`;

async function runShow(context: Context, site_id: string, options: JsonOptions): Promise<void> {
  const { output } = context;
  const { client } = await connect(context, options);
  const answer = await client.call(showSchedules, { parameters: { site_id } });
  if (options.json === true) return output.line(JSON.stringify(answer));
  const week = answer.schedules.map((line) => ({
    day: days[line.day_of_week],
    open: line.is_closed ? 'closed' : span(line.open_time, line.close_time),
    peak: span(line.peak_hours_start, line.peak_hours_end),
    maintenance: span(line.maintenance_start, line.maintenance_end),
    transactions: line.expected_transaction_volume,
    notes: line.notes,
  }));
  const exceptions = answer.exceptions.map((each) => ({
    day: each.date,
    open: each.is_closed ? 'closed' : span(each.open_time, each.close_time),
    notes: each.notes,
  }));
  const names = ['day', 'open', 'peak', 'maintenance', 'transactions', 'notes'];
  await output.line(layOut([...week, ...exceptions], names, {}).lines.join('\n'));
  const state = answer.now.is_open ? 'open' : 'closed';
  output.say(`${answer.now.local_time} in ${answer.timezone}: ${state}.`);
}

/** The JSON of a file, or of stdin where it is called `-`. */
async function readJson(path: string): Promise<unknown> {
  const content = path === '-' ? await text(process.stdin) : await readFile(path, 'utf8');
  try {
    return JSON.parse(content);
  } catch {
    throw new CommandError(exitCodes.usage, `${path} is not JSON`);
  }
}

type Week = BodyOf<typeof replaceSchedules>;

async function runSet(context: Context, site_id: string, path: string, options: JsonOptions) {
  const given = await readJson(path);
  const body = (Array.isArray(given) ? { schedules: given } : given) as Week;
  const { client } = await connect(context, options);
  const answer = await client.call(replaceSchedules, { parameters: { site_id }, body });
  if (options.json === true) await context.output.line(JSON.stringify(answer));
  context.output.say(`The week of ${site_id} has ${answer.schedules.length} lines now.`);
}

async function runExcept(context: Context, site_id: string, date: string, options: ExceptOptions) {
  const { client } = await connect(context, options);
  const parameters = { site_id, date };
  if (options.remove === true) {
    await client.call(removeScheduleException, { parameters });
    context.output.say(`${site_id} follows its week on ${date}.`);
    return;
  }
  const [open_time, close_time] = options.hours?.split('-') ?? [];
  const body = {
    ...(open_time === undefined ? {} : { open_time }),
    ...(close_time === undefined ? {} : { close_time }),
    ...(options.notes === undefined ? {} : { notes: options.notes }),
  };
  await printOne(context, await client.call(putScheduleException, { parameters, body }), options);
}

/** `homepot schedules show|set|except`. */
export function defineSchedules(command: Command, context: Context): void {
  const show = command
    .command('show')
    .description('the week of a site, its exceptions, and whether it is open')
    .argument('<site>', 'its id')
    .option('--json', 'one JSON object');
  addServerOptions(show).action((id: string, options) => runShow(context, id, options));

  const set = command
    .command('set')
    .description('replace the week of a site')
    .argument('<site>', 'its id')
    .argument('<file>', 'JSON array of lines; `-` is stdin')
    .option('--json', 'one JSON object');
  addServerOptions(set).action((id: string, file: string, options) =>
    runSet(context, id, file, options),
  );

  const except = command
    .command('except')
    .description('close a site on a day, or give the day other hours')
    .argument('<site>', 'its id')
    .argument('<date>', 'the local day, e.g. 2026-12-25')
    .option('--hours <from-to>', 'e.g. 09:00-12:00; closed without')
    .option('--notes <text>', 'for people')
    .option('--remove', 'let the day follow the week again')
    .option('--json', 'one JSON object');
  addServerOptions(except).action((id: string, date: string, options) =>
    runExcept(context, id, date, options),
  );
}
