/** Numbers that look random and are the same each time (mulberry32), from 0 up to but not 1. */
export type Random = () => number;

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A whole number from `minimum` to `maximum`, both included. */
export const wholeNumber = (random: Random, minimum: number, maximum: number): number =>
  minimum + Math.floor(random() * (maximum - minimum + 1));

/** One of the choices. */
export const choose = <const T extends readonly unknown[]>(random: Random, choices: T): T[number] =>
  choices[Math.floor(random() * choices.length)];

/** A number with one decimal, around `middle` by at most `spread`. */
export const around = (random: Random, middle: number, spread: number): number =>
  Math.round((middle + (random() * 2 - 1) * spread) * 10) / 10;
