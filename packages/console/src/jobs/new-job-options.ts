import type { BodyOf, createJob } from '@homepot/catalogue';
import type { Command } from 'commander';
import { Option } from 'commander';
import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

type NewJob = BodyOf<typeof createJob>;

/** The options of `homepot jobs create`. */
export interface NewJobOptions {
  readonly action: string;
  readonly site?: string;
  readonly segment?: string;
  readonly device?: readonly string[];
  readonly configVersion?: string;
  readonly configUrl?: string;
  readonly payload?: string;
  readonly stages?: string;
  readonly threshold?: string;
  readonly at?: string;
  readonly window?: boolean;
  readonly force?: boolean;
  readonly priority?: NewJob['priority'];
  readonly closedSites?: NewJob['closed_sites'];
  readonly attempts?: string;
  readonly timeToLive?: string;
  readonly rollback?: NewJob['rollback'];
  readonly settle?: string;
}

/** Adds them to the command. */
export function addNewJobOptions(command: Command): Command {
  return command
    .requiredOption('--action <text>', 'what is to be done, e.g. "Update POS payment config"')
    .option('--site <site>', 'for the devices of this site')
    .option('--segment <segment>', 'for the devices of this group')
    .option('--device <device...>', 'for these devices')
    .option('--config-version <version>', 'the configuration that the devices shall report')
    .option('--config-url <url>', 'where it lies')
    .option('--payload <json>', 'a JSON object for the devices')
    .option('--stages <percents>', 'percent of the devices that each stage reaches, e.g. 5,25,100')
    .option('--threshold <percent>', 'failures of a stage after which the job is paused')
    .addOption(
      new Option('--at <instant>', 'when it starts, e.g. 2026-01-31T02:00:00Z').conflicts('window'),
    )
    .option('--window', 'in the next maintenance window of each site')
    .option('--force', 'in busy hours too')
    .addOption(
      new Option('--priority <priority>', 'what goes first').choices(['high', 'normal', 'low']),
    )
    .addOption(
      new Option('--closed-sites <what>', 'devices of a closed site').choices([
        'proceed',
        'wait',
        'skip',
      ]),
    )
    .option('--attempts <number>', 'how often a device is told at most')
    .option('--time-to-live <seconds>', 'how long a command waits for an offline device')
    .addOption(
      new Option('--rollback <policy>', 'where the change made things worse').choices([
        'none',
        'propose',
        'perform',
      ]),
    )
    .option('--settle <seconds>', 'between a change and the window that judges it');
}

const wrong = (option: string, text: string, what: string) =>
  new CommandError(exitCodes.usage, `${option} "${text}" is not ${what}.`);

function readNumber(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}(\.\d{1,6})?$/.test(text.trim())) throw wrong(option, text, 'a number');
  return Number(text);
}

function readPayload(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Told below, like any other text that is no object.
  }
  throw wrong('--payload', text, 'a JSON object');
}

const readStages = (text: string | undefined) =>
  text?.split(',').map((part) => readNumber('--stages', part) ?? 0);

function scheduleOf({ at, window }: NewJobOptions): Pick<NewJob, 'schedule' | 'scheduled_for'> {
  if (window === true) return { schedule: 'window' };
  return at === undefined ? {} : { schedule: 'at', scheduled_for: at };
}

/** The body that the options stand for. Throws a CommandError where one cannot be read. */
export function readNewJob(options: NewJobOptions): NewJob {
  const given = {
    action: options.action,
    site_id: options.site,
    segment: options.segment,
    device_ids: options.device === undefined ? undefined : [...options.device],
    config_version: options.configVersion,
    config_url: options.configUrl,
    payload: readPayload(options.payload),
    stages: readStages(options.stages),
    failure_threshold_percent: readNumber('--threshold', options.threshold),
    ...scheduleOf(options),
    force: options.force,
    priority: options.priority,
    closed_sites: options.closedSites,
    attempts_max: readNumber('--attempts', options.attempts),
    time_to_live_seconds: readNumber('--time-to-live', options.timeToLive),
    rollback: options.rollback,
    settle_seconds: readNumber('--settle', options.settle),
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as NewJob;
}
