import type { Command } from 'commander';
import { CommandError } from '../command-error.ts';
import { addServerOptions, connect } from '../connect.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import type { AddressOptions } from '../find-server.ts';
import type { FormatOptions } from '../format/row-format.ts';
import { addFormatOptions, readFormat } from '../format/row-format.ts';
import { createRowPrinter } from '../format/row-printer.ts';
import type { AnswerParts } from '../metrics/answer-parts.ts';
import { splitAnswer } from '../metrics/answer-parts.ts';
import { chooseMetric, metrics } from '../metrics/choose-metric.ts';
import { addMetricOptions, describeMetric, readMetricOptions } from '../metrics/metric-options.ts';
import { roundNumbers } from '../metrics/round-numbers.ts';
import { printOne } from '../print-one.ts';
import type { RangeOptions } from '../query/range-options.ts';
import { addRangeOptions, readRange } from '../query/range-options.ts';

interface MetricsOptions extends AddressOptions, FormatOptions, RangeOptions {
  readonly part?: string;
}

/** The list that is printed: the one that was asked for, or the first that is not the series. */
function chooseList({ lists }: AnswerParts, part: string | undefined) {
  const names = [...lists.keys()];
  const name = part ?? names.find((each) => each !== 'series') ?? names[0];
  const rows = name === undefined ? [] : lists.get(name);
  if (rows !== undefined) return { name, rows };
  const advice = `Its lists are ${names.join(', ')}.`;
  throw new CommandError(exitCodes.usage, `The answer has no list ${part}.`, advice);
}

async function runMetrics(
  context: Context,
  name: string,
  device: string | undefined,
  options: MetricsOptions,
): Promise<void> {
  const metric = chooseMetric(name, device);
  const query = { ...readRange(options, Date.now()), ...readMetricOptions(metric, { ...options }) };
  const { client } = await connect(context, options);
  const { method, path } = metric.route;
  const answer = await client.request<Record<string, unknown>>(method, path, {
    query,
    ...(device === undefined ? {} : { parameters: { device_id: device } }),
  });
  if (options.json === true) {
    await context.output.line(JSON.stringify(answer));
    return;
  }
  const parts = splitAnswer(answer);
  const { name: list, rows } = chooseList(parts, options.part);
  const format = readFormat(options);
  const isPlain = format === 'plain';
  if (isPlain && options.part === undefined) {
    await printOne(context, roundNumbers(parts.rest), {});
    await context.output.line(`\n${list}`);
  }
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const printer = createRowPrinter(context, format, columns);
  await printer.print(isPlain ? rows.map(roundNumbers) : rows);
  await printer.end();
  const others = [...parts.lists.keys()].filter((each) => each !== list);
  if (isPlain && others.length > 0) {
    context.output.say(`Its other lists, to be seen with --part: ${others.join(', ')}.`);
  }
}

/** `homepot metrics NAME`: numbers of the house. */
export function defineMetrics(command: Command, context: Context, words: readonly string[]): void {
  command
    .argument('<name>', `one of ${metrics.map(({ name }) => name).join(', ')}`)
    .argument('[device]', 'for a metric of one device')
    .option('--part <list>', 'print this list of the answer alone');
  addServerOptions(addFormatOptions(addRangeOptions(addMetricOptions(command))));
  const named = metrics.filter(({ name }) => words.includes(name));
  command.addHelpText('after', () =>
    named.length > 0
      ? named.map(describeMetric).join('\n')
      : '\n`homepot metrics NAME --help` lists what may be asked of one.',
  );
  command.action((name: string, device: string | undefined, options: MetricsOptions) =>
    runMetrics(context, name, device, options),
  );
}
