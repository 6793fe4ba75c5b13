import type { BodyOf, createExport } from '@homepot/catalogue';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';
import { readTime } from '../query/read-time.ts';

type Request = BodyOf<typeof createExport>;
type Writable = { -readonly [Name in keyof Request]: Request[Name] };

/** What an export is made of, as the command line gives it. */
export interface ExportOptions {
  readonly tables?: readonly string[];
  readonly from?: string;
  readonly to?: string;
  readonly sites?: readonly string[];
  readonly devices?: readonly string[];
  readonly columns?: readonly string[];
  readonly treat?: readonly string[];
  readonly format?: Request['format'];
  readonly provenance?: NonNullable<Request['provenance']>;
  readonly pseudonyms?: Request['pseudonyms'];
  readonly timePrecision?: Request['time_precision'];
  readonly quasi?: readonly string[];
  readonly k?: number;
  readonly split?: string;
  readonly seed?: string;
  readonly features?: boolean;
  readonly since?: string;
}

const usage = (message: string, action: string) =>
  new CommandError(exitCodes.usage, message, action);

/** `a,b c` as a, b, c. */
const words = (given: readonly string[]): string[] =>
  given.flatMap((text) => text.split(',')).filter((word) => word !== '');

/** `TABLE=a,b` as the columns a and b of TABLE; `TABLE=` as none. */
function readOfTables(given: readonly string[], option: string): Record<string, string[]> {
  return Object.fromEntries(
    given.map((text) => {
      const [, table, columns = ''] = /^(\w+)=([\w,]*)$/.exec(text) ?? [];
      if (table === undefined) {
        throw usage(`${option} "${text}" names no columns.`, 'Give it as TABLE=COLUMN,COLUMN.');
      }
      return [table, words([columns])];
    }),
  );
}

function readTreatments(given: readonly string[]): NonNullable<Request['treatments']> {
  const made: Record<string, Record<string, string>> = {};
  for (const text of given) {
    const [, table, column, treatment] = /^(\w+)\.(\w+)=(\w+)$/.exec(text) ?? [];
    if (table === undefined || column === undefined || treatment === undefined) {
      throw usage(`--treat "${text}" is not understood.`, 'Give it as TABLE.COLUMN=TREATMENT.');
    }
    made[table] = { ...made[table], [column]: treatment };
  }
  return made as NonNullable<Request['treatments']>;
}

const percent = /^\d{1,3}(?:\.\d+)?$/;

/** `time`, or `time:70,15,15` in percent. */
function readSplit(text: string, seed: string | undefined): NonNullable<Request['split']> {
  const [by, given] = text.split(':');
  if (by !== 'time' && by !== 'device' && by !== 'site') {
    throw usage(`--split "${text}" is not understood.`, 'Give time, device or site.');
  }
  const shares = given === undefined ? [] : given.split(',');
  if (!shares.every((share) => percent.test(share)) || shares.length > 3) {
    throw usage(`--split "${text}" is not understood.`, 'Give shares in percent: time:70,15,15.');
  }
  const [train = 0, validation = 0, test = 0] = shares.map((share) => Number(share) / 100);
  return {
    by,
    ...(shares.length === 0 ? {} : { train, validation, test }),
    ...(seed === undefined ? {} : { seed }),
  };
}

/** What is asked for, without what was not given. Throws a CommandError. */
export function readExportOptions(options: ExportOptions, nowMs: number): Request {
  const { tables, sites, devices, columns, treat, quasi, split } = options;
  const made: Partial<Writable> = {
    tables: tables && (words(tables) as Request['tables']),
    from: options.from && readTime(options.from, '--from', nowMs),
    to: options.to && readTime(options.to, '--to', nowMs),
    sites: sites && words(sites),
    devices: devices && words(devices),
    columns: columns && readOfTables(columns, '--columns'),
    treatments: treat && readTreatments(treat),
    format: options.format,
    provenance: options.provenance,
    pseudonyms: options.pseudonyms,
    time_precision: options.timePrecision,
    quasi_identifiers: quasi && readOfTables(quasi, '--quasi'),
    k: options.k,
    split: split === undefined ? undefined : readSplit(split, options.seed),
    features: options.features,
    since: options.since,
  } as Partial<Writable>;
  return Object.fromEntries(
    Object.entries(made).filter(([, value]) => value !== undefined && value !== ''),
  ) as Request;
}
