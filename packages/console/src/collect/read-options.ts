import { InvalidArgumentError } from 'commander';

const factorMax = 1_000;
const seedMax = 0xffff_ffff;
const devicesMax = 100_000;
const unitsMs: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};
const durationDaysMax = 366;

/** A factor above 0, e.g. `2` or `0.5`. */
export function readFactor(text: string): number {
  const factor = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || factor <= 0 || factor > factorMax) {
    throw new InvalidArgumentError(`Give a number above 0, ${factorMax} at most.`);
  }
  return factor;
}

function readWhole(text: string, minimum: number, maximum: number): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < minimum || number > maximum) {
    throw new InvalidArgumentError(`Give a whole number from ${minimum} to ${maximum}.`);
  }
  return number;
}

/** A seed. */
export const readSeed = (text: string): number => readWhole(text, 0, seedMax);

/** How many devices are played. */
export const readDevices = (text: string): number => readWhole(text, 1, devicesMax);

/** A span such as `90s`, `10m`, `2h` or `1d`, in milliseconds. */
export function readDuration(text: string): number {
  const [, count = '', unit = ''] = /^(\d+(?:\.\d+)?)([smhd])$/.exec(text) ?? [];
  const spanMs = Number(count) * (unitsMs[unit] ?? Number.NaN);
  if (!(spanMs > 0) || spanMs > durationDaysMax * 86_400_000) {
    throw new InvalidArgumentError('Give a span such as 90s, 10m, 2h or 1d.');
  }
  return spanMs;
}
