import { SettingsError } from './settings-error.ts';

type Values = Readonly<Record<string, unknown>>;

/** Reads one object of the configuration; every error names the field. */
export interface SettingReader {
  text(name: string): string | undefined;
  choice<Choice extends string | number>(
    name: string,
    choices: readonly Choice[],
  ): Choice | undefined;
  number(name: string, least: number, most: number): number | undefined;
  program(name: string): [string, ...string[]] | undefined;
  object(name: string): SettingReader;
  names(): readonly string[];
  /** Throws where there is a name that none of the others asked for. */
  end(): void;
}

const fail = (path: string, words: string) => new SettingsError(`agent.json: ${path} ${words}.`);

const isProgram = (value: unknown): value is [string, ...string[]] =>
  Array.isArray(value) && value.length > 0 && value.every((word) => typeof word === 'string');

/** Creates the reader of `value`, which stands at `path`. */
export function createSettingReader(value: unknown, path = ''): SettingReader {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw fail(path || 'the file', 'must be an object');
  }
  const values = value as Values;
  const asked = new Set<string>();
  const pathOf = (name: string) => (path === '' ? name : `${path}.${name}`);
  const read = (name: string) => {
    asked.add(name);
    return Object.hasOwn(values, name) ? values[name] : undefined;
  };
  return {
    text(name) {
      const found = read(name);
      if (found === undefined || (typeof found === 'string' && found !== '')) return found;
      throw fail(pathOf(name), 'must be a text');
    },
    choice(name, choices) {
      const found = read(name);
      if (found === undefined) return undefined;
      const choice = choices.find((one) => one === found);
      if (choice === undefined) throw fail(pathOf(name), `must be one of ${choices.join(', ')}`);
      return choice;
    },
    number(name, least, most) {
      const found = read(name);
      if (found === undefined) return undefined;
      if (typeof found === 'number' && found >= least && found <= most) return found;
      throw fail(pathOf(name), `must be a number from ${least} to ${most}`);
    },
    program(name) {
      const found = read(name);
      if (found === undefined || isProgram(found)) return found;
      throw fail(pathOf(name), 'must be a program and its arguments, e.g. ["/usr/bin/true"]');
    },
    object: (name) => createSettingReader(read(name) ?? {}, pathOf(name)),
    names: () => Object.keys(values),
    end() {
      const unknown = Object.keys(values).find((name) => !asked.has(name));
      if (unknown !== undefined) throw fail(pathOf(unknown), 'is not known');
    },
  };
}
