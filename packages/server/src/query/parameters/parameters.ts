import { limits } from '../../kernel/index.ts';
import { parameterFault } from './parameter-fault.ts';

/** The parameters of an address, in the types of the contract: a repeated one is a list. */
export type Parameters = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** The only value of a parameter; undefined when it is not given. */
export function readSingle(parameters: Parameters, name: string): string | undefined {
  const value = parameters[name];
  if (value === undefined || typeof value === 'string') return value;
  if (typeof value !== 'object') return String(value);
  if (value.length > 1) throw parameterFault(name, 'may be given once');
  return value[0];
}

/** A whole number from `minimum` to `maximum`, both included; undefined when it is not given. */
export function readNumber(
  parameters: Parameters,
  name: string,
  minimum: number,
  maximum: number,
): number | undefined {
  const value = parameters[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isSafeInteger(value)) {
    if (value >= minimum && value <= maximum) return value;
  }
  throw parameterFault(name, `must be a whole number from ${minimum} to ${maximum}`);
}

/** Whether a flag is set; it is not when it is not given. */
export function readFlag(parameters: Parameters, name: string): boolean {
  const value = parameters[name] ?? false;
  if (typeof value !== 'boolean') throw parameterFault(name, 'must be true or false');
  return value;
}

/** A value that `readSeveral` reads as one, whatever stands in it. */
export const escapeComma = (value: string): string => value.replaceAll(',', '\\,');

/**
 * All values of a parameter, sorted, each once. Values are repeated or separated by commas; a comma
 * that belongs to a value is written `\,`.
 */
export function readSeveral(parameters: Parameters, name: string): readonly string[] {
  const values = listGiven(parameters, name)
    .flatMap((value) => value.split(/(?<!\\),/))
    .map((text) => text.replaceAll('\\,', ','));
  return distinctValues(name, values);
}

/** The same of a parameter in whose values commas are commas: it can only be repeated. */
export function readRepeated(parameters: Parameters, name: string): readonly string[] {
  return distinctValues(name, listGiven(parameters, name));
}

function listGiven(parameters: Parameters, name: string): readonly string[] {
  const given = parameters[name];
  return given === undefined ? [] : [given].flat().map(String);
}

function distinctValues(name: string, values: readonly string[]): readonly string[] {
  if (values.includes('')) throw parameterFault(name, 'is empty; leave it out for all rows');
  const distinct = [...new Set(values)].sort();
  if (distinct.length > limits.filterValuesMax) {
    throw parameterFault(name, `takes at most ${limits.filterValuesMax} values`);
  }
  return distinct;
}
