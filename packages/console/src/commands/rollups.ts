import { listRollups, rebuildRollup, verifyRollup } from '@homepot/catalogue';
import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import { readTime } from '../query/read-time.ts';

interface RollupOptions extends AddressOptions {
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

/** Numbers of one day. */
interface Day {
  readonly name: string;
  readonly day: string;
}

const dayMs = 86_400_000;

const startOf = (text: string | undefined, option: string, nowMs: number): number | undefined =>
  text === undefined
    ? undefined
    : Math.floor(Date.parse(readTime(text, option, nowMs)) / dayMs) * dayMs;

type Client = Awaited<ReturnType<typeof connect>>['client'];

/** Every day of the numbers asked for of which there are rows, up to today. */
async function listDays(
  client: Client,
  name: string | undefined,
  options: RollupOptions,
): Promise<readonly Day[]> {
  const nowMs = Date.now();
  const { rollups } = await client.call(listRollups, {});
  const chosen = rollups.filter((rollup) => name === undefined || rollup.name === name);
  if (chosen.length === 0) {
    const names = rollups.map((rollup) => rollup.name).join(', ');
    throw new CommandError(
      exitCodes.usage,
      `There are no numbers ${name}.`,
      `There are: ${names}.`,
    );
  }
  const from = startOf(options.from, '--from', nowMs) ?? 0;
  const to = startOf(options.to, '--to', nowMs) ?? nowMs;
  return chosen.flatMap((rollup) => {
    if (rollup.first_day === null) return [];
    const firstMs = Math.max(from, Date.parse(rollup.first_day));
    const days = Math.max(0, Math.floor((to - firstMs) / dayMs) + 1);
    return Array.from({ length: days }, (_, i) => ({
      name: rollup.name,
      day: new Date(firstMs + i * dayMs).toISOString().slice(0, 10),
    }));
  });
}

async function runEach(
  context: Context,
  name: string | undefined,
  options: RollupOptions,
  route: typeof verifyRollup | typeof rebuildRollup,
): Promise<void> {
  const { output } = context;
  const { client } = await connect(context, options);
  const days = await listDays(client, name, options);
  let differences = 0;
  for (const parameters of days) {
    output.status(`${parameters.name} ${parameters.day}`);
    const answer = await client.call(route, { parameters });
    differences += answer.difference_count;
    if (options.json === true) await output.line(JSON.stringify(answer));
    else if (!answer.holds) {
      await output.line(`${answer.name} ${answer.day}: ${answer.difference_count} differ`);
      for (const { table, bucket, dimensions, count, recount } of answer.differences) {
        await output.line(`  ${table} ${bucket} ${dimensions.join(' ')}: ${count}, not ${recount}`);
      }
    }
  }
  output.status('');
  const isVerified = route === verifyRollup;
  if (differences === 0) output.say(`${days.length} days of numbers, and every one holds.`);
  else output.say(`${differences} numbers ${isVerified ? 'do not hold' : 'were made right'}.`);
  if (isVerified && differences > 0) context.exitWith(exitCodes.failure);
}

/** `homepot rollups`: the numbers that are kept of the rows. */
export function defineRollups(command: Command, context: Context): void {
  const define = (
    word: string,
    route: typeof verifyRollup | typeof rebuildRollup,
    text: string,
  ) => {
    const each = command
      .command(word)
      .description(text)
      .argument('[name]', 'only these numbers, e.g. api_performance')
      .option('--from <day>', 'from this day on: a date, 7d, yesterday; else all there are rows of')
      .option('--to <day>', 'up to this day, that day included; else today')
      .option('--json', 'one JSON object a day');
    addServerOptions(each).action((name: string | undefined, options: RollupOptions) =>
      runEach(context, name, options, route),
    );
  };
  define('verify', verifyRollup, 'count the rows again; exits 1 where numbers differ');
  define('rebuild', rebuildRollup, 'count the rows again, and put right what differs');
}
