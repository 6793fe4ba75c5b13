import { InvalidArgumentError } from 'commander';

/** Reads the number of an option. */
export function readNumberOption(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) {
    throw new InvalidArgumentError('It must be a number.');
  }
  return number;
}
