/** A stream of numbers that look random and are the same each time. */
export interface Chance {
  /** From 0 up to but not 1. */
  next(): number;
  /** Whether something of this probability happens. */
  happens(probability: number): boolean;
  /** A whole number from `minimum` to `maximum`, both included. */
  whole(minimum: number, maximum: number): number;
  /** One of the choices; there must be one. */
  choose<const T>(choices: readonly T[]): T;
  /** One of the choices, each as likely as its weight. */
  weigh<const T>(choices: readonly (readonly [choice: T, weight: number])[]): T;
  /** A span with this mean, as between events that know nothing of each other. */
  span(mean: number): number;
  /** A span around `middle` with the long tail that durations have; `spread` of 0.5 is usual. */
  longTailed(middle: number, spread: number): number;
  /** A stream of its own, of this name: what one part draws does not change the others. */
  fork(name: string): Chance;
}

function hash(seed: number, name: string): number {
  let value = seed >>> 0;
  for (const character of name) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return value;
}

/** Creates the stream of a seed (mulberry32). */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const choose = <const T>(choices: readonly T[]): T =>
    choices[Math.floor(next() * choices.length)] as T;
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    choose,
    happens: (probability) => next() < probability,
    whole: (minimum, maximum) => minimum + Math.floor(next() * (maximum - minimum + 1)),
    weigh(choices) {
      let left = next() * choices.reduce((sum, [, weight]) => sum + weight, 0);
      const found = choices.find(([, weight]) => {
        left -= weight;
        return left < 0;
      });
      return (found ?? choices[choices.length - 1])?.[0] as (typeof choices)[number][0];
    },
    span: (mean) => -Math.log(1 - next()) * mean,
    longTailed: (middle, spread) => middle * Math.exp(normal() * spread),
    fork: (name) => createChance(hash(seed, name)),
  };
}
