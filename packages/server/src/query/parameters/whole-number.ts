import { parameterFault } from './parameter-fault.ts';

/** Reads a whole number from `minimum` to `maximum`, both included. Throws parameter_invalid. */
export function readWholeNumber(
  name: string,
  value: string,
  minimum: number,
  maximum: number,
): number {
  const number = Number(value);
  if (!/^-?\d{1,16}$/.test(value) || number < minimum || number > maximum) {
    throw parameterFault(name, `must be a whole number from ${minimum} to ${maximum}`);
  }
  return number;
}
