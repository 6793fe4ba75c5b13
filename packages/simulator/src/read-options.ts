import { parseArgs } from 'node:util';
import { badVersionsDefault } from './device/configuration.ts';
import { limits } from './fleet/limits.ts';

/** What the simulator is told when it is started. */
export interface SimulatorOptions {
  readonly dataDir: string;
  /** Undefined: the server of the data folder. */
  readonly url: string | undefined;
  readonly deviceCount: number;
  readonly intervalSeconds: number;
  readonly speed: number;
  readonly seed: number;
  readonly transport: 'mqtt' | 'http';
  readonly badVersions: readonly string[];
  readonly areFaultsOn: boolean;
  readonly summaryFile: string | undefined;
  /** Whether it is left off where the house knows a real device. */
  readonly isDemo: boolean;
  /** Whether to wait where another simulator plays the terminals already. */
  readonly waits: boolean;
}

function readNumber(
  name: string,
  text: string,
  { min, max, whole }: { min: number; max: number; whole: boolean },
): number {
  const value = Number(text);
  const isRight =
    text !== '' && value >= min && value <= max && (!whole || Number.isInteger(value));
  if (isRight) return value;
  const kind = whole ? 'a whole number' : 'a number';
  throw new Error(`--${name} takes ${kind} from ${min} to ${max}, not "${text}".`);
}

function readChoice<Choice extends string>(
  name: string,
  text: string,
  choices: readonly Choice[],
): Choice {
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  throw new Error(`--${name} takes ${choices.join(' or ')}, not "${text}".`);
}

/** Reads the arguments. Throws an Error that says what is wrong. */
export function readOptions(words: readonly string[]): SimulatorOptions {
  const { values } = parseArgs({
    args: [...words],
    options: {
      'data-dir': { type: 'string' },
      url: { type: 'string' },
      devices: { type: 'string', default: '12' },
      interval: { type: 'string', default: '5' },
      speed: { type: 'string', default: '1' },
      seed: { type: 'string', default: '1' },
      transport: { type: 'string', default: 'mqtt' },
      'bad-versions': { type: 'string', default: badVersionsDefault.join(',') },
      faults: { type: 'string', default: 'on' },
      'summary-file': { type: 'string' },
      demo: { type: 'boolean', default: false },
      wait: { type: 'boolean', default: false },
    },
  });
  const dataDir = values['data-dir'];
  if (dataDir === undefined) throw new Error('--data-dir is missing.');
  return {
    dataDir,
    url: values.url,
    deviceCount: readNumber('devices', values.devices, {
      min: 1,
      max: limits.devicesMax,
      whole: true,
    }),
    intervalSeconds: readNumber('interval', values.interval, { min: 1, max: 3_600, whole: true }),
    speed: readNumber('speed', values.speed, { min: 0.01, max: 1_000, whole: false }),
    seed: readNumber('seed', values.seed, { min: 0, max: 2_147_483_647, whole: true }),
    transport: readChoice('transport', values.transport, ['mqtt', 'http']),
    badVersions: values['bad-versions'].split(',').filter((version) => version !== ''),
    areFaultsOn: readChoice('faults', values.faults, ['on', 'off']) === 'on',
    summaryFile: values['summary-file'],
    isDemo: values.demo,
    waits: values.demo || values.wait,
  };
}
