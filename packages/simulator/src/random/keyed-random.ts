/**
 * Randomness that is looked up instead of drawn: the same key and index give the same number, in any
 * order and from any instant on. Each device has a key for each purpose, so that a further device, or
 * a further purpose, changes nothing for the others, and a simulation that is started again goes on
 * where it would be.
 */
export type RandomKey = number;

/** The finaliser of MurmurHash3: every bit of the input moves half of the bits of the output. */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** The key of a purpose: of a seed and the names that lead to it. */
export function createKey(seed: number, ...names: readonly (string | number)[]): RandomKey {
  let bits = mix(seed ^ 0x9e3779b9);
  for (const name of names) {
    for (const character of String(name)) bits = mix(bits ^ (character.codePointAt(0) ?? 0));
    bits = mix(bits ^ 0x2f);
  }
  return bits;
}

/** A number from 0 up to, not including, 1. `index` is a whole number. */
export function uniformAt(key: RandomKey, index: number): number {
  return mix(key ^ mix(Math.imul(index | 0, 0x9e3779b1) + 0x7f4a7c15)) / 4_294_967_296;
}

/** A whole number of a Poisson distribution with this mean. */
export function poissonAt(key: RandomKey, index: number, mean: number): number {
  if (mean <= 0) return 0;
  if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normalAt(key, index)));
  let left = uniformAt(key, index);
  let chance = Math.exp(-mean);
  let count = 0;
  while (left >= chance && count < 200) {
    left -= chance;
    count += 1;
    chance *= mean / count;
  }
  return count;
}

/** A number of the normal distribution with mean 0 and deviation 1. */
export function normalAt(key: RandomKey, index: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - uniformAt(key, index)));
  return radius * Math.cos(2 * Math.PI * uniformAt(key ^ 0x5bd1e995, index));
}
