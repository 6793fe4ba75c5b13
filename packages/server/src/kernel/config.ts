import type { Setting, SettingName } from '@homepot/catalogue';
import { settings } from '@homepot/catalogue';
import { readNetworks } from './networks.ts';
import type { TrustedProxies } from './trusted-proxies.ts';
import { readTrustedProxies } from './trusted-proxies.ts';

type Raw = (typeof settings)[SettingName];
type Of<S> = S extends { readonly type: infer T } ? T : never;
type Parsed<S extends Raw> =
  Of<S> extends { readonly kind: 'integer' }
    ? number
    : Of<S> extends { readonly kind: 'flag' }
      ? boolean
      : Of<S> extends { readonly kind: 'choice'; readonly values: readonly (infer V)[] }
        ? V
        : Of<S> extends { readonly kind: 'proxies' }
          ? TrustedProxies
          : Of<S> extends { readonly kind: 'networks' }
            ? readonly string[]
            : string;

/** Every setting, read and checked. A setting without a default may be undefined. */
export type Config = {
  readonly [Name in SettingName]: (typeof settings)[Name] extends { readonly default: string }
    ? Parsed<(typeof settings)[Name]>
    : Parsed<(typeof settings)[Name]> | undefined;
};

/** All that is wrong with the environment, in one message. */
export class ConfigError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`The configuration is wrong:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

type Reader = (
  value: string,
  setting: Setting,
) => string | boolean | TrustedProxies | readonly string[];

const flags = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['false', false],
  ['0', false],
  ['no', false],
]);

function readFlag(value: string): boolean {
  const flag = flags.get(value.toLowerCase());
  if (flag === undefined) throw new Error('must be true or false');
  return flag;
}

function readInteger(value: string, minimum: number, maximum: number): number {
  const number = Number(value);
  if (!/^-?\d+$/.test(value) || number < minimum || number > maximum) {
    throw new Error(`must be a whole number from ${minimum} to ${maximum}`);
  }
  return number;
}

/** A PostgreSQL address may leave out the host (`postgres:///name?host=/run/x`), so only its start is checked. */
function readUrl(value: string, protocols: readonly string[]): string {
  if (!protocols.some((protocol) => value.startsWith(`${protocol}//`))) {
    throw new Error(`must be a URL that starts with ${protocols.join('// or ')}//`);
  }
  return value;
}

const read: Reader = (value, { type }) => {
  switch (type.kind) {
    case 'text':
      return value;
    case 'flag':
      return readFlag(value);
    case 'proxies':
      return readTrustedProxies(value);
    case 'networks':
      return readNetworks(value);
    case 'integer':
      return readInteger(value, type.minimum, type.maximum);
    case 'url':
      return readUrl(value, type.protocols);
    case 'choice':
      if (!type.values.includes(value)) throw new Error(`must be one of ${type.values.join(', ')}`);
      return value;
  }
};

/**
 * Reads every setting from the environment.
 * Throws a ConfigError that lists all faults at once.
 */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const entries = Object.entries(settings).map(([name, setting]: [string, Setting]) => {
    const value = environment[name] || setting.default;
    if (value === undefined) return [name, undefined];
    try {
      return [name, read(value, setting)];
    } catch (error) {
      const shown = setting.secret ? '(hidden)' : JSON.stringify(value);
      faults.push(
        `${name} ${error instanceof Error ? error.message : String(error)}; it is ${shown}`,
      );
      return [name, undefined];
    }
  });
  const config = Object.fromEntries(entries);
  if (config.SECRET_KEY !== undefined && config.SECRET_KEY.length < 32) {
    faults.push('SECRET_KEY must have at least 32 characters');
  }
  if (faults.length > 0) throw new ConfigError(faults);
  return config as Config;
}
