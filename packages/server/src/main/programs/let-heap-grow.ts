import { setFlagsFromString } from 'node:v8';

/** By how much the heap may grow between two full collections, in percent of what lives. */
const growthPercent = 100;

/**
 * Lets the heap grow to twice of what lives before everything is collected. Left to itself the runtime lets
 * the heap of ten thousand connections, 200 MiB, grow by a quarter: it then marks all of it every few seconds, with
 * helpers that take both processors of a small machine from the door for a quarter of a second.
 */
export function letHeapGrow(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
}
