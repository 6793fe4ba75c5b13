import { limits } from '../limits.ts';
import type { Problem } from '../options.ts';

/** Tells each problem once. */
export type TellProblem = (problem: Problem) => void;

/** Creates a teller. What the hook throws is the host's own; it goes no further. */
export function createTellProblem(hook: (problem: Problem) => void): TellProblem {
  const told = new Set<string>();
  return (problem) => {
    // The index of a record differs each time, the column at fault does not.
    const key = `${problem.code} ${problem.path?.replaceAll(/\[\d+\]/g, '[]') ?? ''}`;
    if (told.has(key) || told.size >= limits.problemsToldMax) return;
    told.add(key);
    try {
      hook(problem);
    } catch {
      // Nothing of the SDK may break the program that it watches.
    }
  };
}
