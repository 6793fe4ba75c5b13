import type { Command } from 'commander';
import { Option } from 'commander';
import { readTime } from './read-time.ts';

/** `--start-date`, `--end-date`, `--since`. */
export interface RangeOptions {
  readonly startDate?: string;
  readonly endDate?: string;
  readonly since?: string;
}

/** Adds the options that cut a list by time. */
export function addRangeOptions(command: Command): Command {
  return command
    .option('--start-date <time>', 'from this time on: a date, an instant, 2h, today, yesterday')
    .option('--end-date <time>', 'before this time; a date means that whole day in UTC')
    .addOption(
      new Option('--since <span>', 'the last 15m, 2h, 7d; another word for --start-date').conflicts(
        'startDate',
      ),
    );
}

/** Reads them into the parameters of the API; absent ones are left out. */
export function readRange(options: RangeOptions, nowMs: number): Record<string, string> {
  const range: Record<string, string> = {};
  if (options.since !== undefined) range.start_date = readTime(options.since, '--since', nowMs);
  if (options.startDate !== undefined) {
    range.start_date = readTime(options.startDate, '--start-date', nowMs);
  }
  if (options.endDate !== undefined) {
    range.end_date = readTime(options.endDate, '--end-date', nowMs);
  }
  return range;
}
