import type { Command } from 'commander';
import { Option } from 'commander';
import { cellCharactersMax } from './aligned-table.ts';

/** The forms in which rows are printed. */
export type RowFormat = 'json' | 'ndjson' | 'csv' | 'plain';

/** `--json`, `--ndjson`, `--csv`, `--plain`. */
export interface FormatOptions {
  readonly json?: boolean;
  readonly ndjson?: boolean;
  readonly csv?: boolean;
  readonly plain?: boolean;
}

const formats = {
  json: 'one JSON array',
  ndjson: 'one JSON object a line',
  csv: 'CSV with a header',
  plain: `an aligned table, cells cut to ${cellCharactersMax} characters (the default)`,
} as const;

/** Adds the options that choose a form, of which one may be given. */
export function addFormatOptions(command: Command): Command {
  const names = Object.keys(formats) as RowFormat[];
  for (const name of names) {
    const others = names.filter((other) => other !== name);
    command.addOption(new Option(`--${name}`, formats[name]).conflicts(others));
  }
  return command;
}

/** The form that was chosen. */
export function readFormat(options: FormatOptions): RowFormat {
  if (options.json === true) return 'json';
  if (options.ndjson === true) return 'ndjson';
  return options.csv === true ? 'csv' : 'plain';
}
