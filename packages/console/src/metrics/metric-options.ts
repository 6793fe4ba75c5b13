import type { Command } from 'commander';
import { Option } from 'commander';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { suggest } from '../suggest.ts';
import type { Metric } from './choose-metric.ts';
import { metrics } from './choose-metric.ts';

/** Those of the range have options of their own. */
const rangeParameters = ['start_date', 'end_date'];

const allParameters = [
  ...new Set(metrics.flatMap((metric) => [...metric.parameters.keys()])),
].filter((name) => !rangeParameters.includes(name));

const flagOf = (parameter: string): string => `--${parameter.replaceAll('_', '-')}`;
const createOption = (parameter: string): Option => new Option(`${flagOf(parameter)} <value>`);

/** Adds every parameter of every metric as an option; `readMetricOptions` refuses those of others. */
export function addMetricOptions(command: Command): Command {
  for (const name of allParameters) command.addOption(createOption(name).hideHelp());
  return command;
}

/** What may be asked of a metric, a line each, for `--help`. */
export function describeMetric({ name, parameters }: Metric): string {
  const told = [...parameters]
    .filter(([parameter]) => !rangeParameters.includes(parameter))
    .map(([parameter, text]) => ({ flags: `${flagOf(parameter)} <value>`, text }));
  const width = Math.max(...told.map(({ flags }) => flags.length));
  const lines = told.map(({ flags, text }) => `  ${flags.padEnd(width)}  ${text}`);
  return `\nWhat may be asked of ${name}:\n${lines.join('\n')}`;
}

/** Reads the options that were given. Throws a CommandError for one that the metric does not have. */
export function readMetricOptions(
  metric: Metric,
  options: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const given: Record<string, string> = {};
  for (const name of allParameters) {
    const value = options[createOption(name).attributeName()];
    if (typeof value !== 'string') continue;
    if (!metric.parameters.has(name)) throw unknownOption(metric, name);
    given[name] = value;
  }
  return given;
}

function unknownOption(metric: Metric, name: string): CommandError {
  const own = [...metric.parameters.keys()];
  const near = suggest(name, own);
  const hint = near === undefined ? '' : ` Did you mean ${flagOf(near)}?`;
  return new CommandError(
    exitCodes.usage,
    `${metric.name} cannot be asked for ${flagOf(name)}.${hint}`,
    `It takes ${own.map(flagOf).join(', ')}.`,
  );
}
