/** Runs what it is given, but only a few at one time; the others wait in line. */
export type Gate = <T>(run: () => Promise<T>) => Promise<T>;

/** A gate for at most `atOnceMax`. */
export function createGate(atOnceMax: number): Gate {
  const waiting: (() => void)[] = [];
  let free = atOnceMax;
  return async (run) => {
    // Whoever is let in takes over the place of the one that left.
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}
