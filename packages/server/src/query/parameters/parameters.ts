import { limits } from '../../kernel/index.ts';
import { parameterFault } from './parameter-fault.ts';

/** The parameters of an address as they came: a repeated one is a list. */
export type Parameters = Readonly<Record<string, string | readonly string[] | undefined>>;

/** The only value of a parameter; undefined when it is not given. */
export function readSingle(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || typeof value === 'string') return value;
  if (value.length > 1) throw parameterFault(name, 'may be given once');
  return value[0];
}

/** A value that `readSeveral` reads as one, whatever stands in it. */
export const escapeComma = (value: string): string => value.replaceAll(',', '\\,');

/**
 * All values of a parameter, sorted, each once. Values are repeated or separated by commas; a comma
 * that belongs to a value is written `\,`.
 */
export function readSeveral(parameters: Parameters, name: string): readonly string[] {
  const given = parameters[name];
  if (given === undefined) return [];
  const values = [given]
    .flat()
    .flatMap((text) => text.split(/(?<!\\),/))
    .map((text) => text.replaceAll('\\,', ','));
  if (values.includes('')) throw parameterFault(name, 'is empty; leave it out for all rows');
  const distinct = [...new Set(values)].sort();
  if (distinct.length > limits.filterValuesMax) {
    throw parameterFault(name, `takes at most ${limits.filterValuesMax} values`);
  }
  return distinct;
}
