import process from 'node:process';

/**
 * A terminal's Ctrl-C reaches every process of its group, and npm and the launcher pass on what they
 * got themselves: one press arrives here several times within a moment. Signals closer together
 * than this are one.
 */
const samePressMs = 400;

type Signal = 'SIGINT' | 'SIGTERM' | 'SIGHUP';
const signals: readonly Signal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Folds the echoes of one signal into one call. `press` counts from 1. */
export function foldEchoes(
  handle: (signal: Signal, press: number) => void,
  now: () => number,
): (signal: Signal) => void {
  let press = 0;
  let heardAt = Number.NEGATIVE_INFINITY;
  return (signal) => {
    const at = now();
    if (at - heardAt < samePressMs) return;
    heardAt = at;
    press += 1;
    handle(signal, press);
  };
}

/** Calls `handle` once for every time the user (or the system) asks to stop. Returns the undoing. */
export function onInterrupt(handle: (signal: Signal, press: number) => void): () => void {
  const listener = foldEchoes(handle, () => performance.now());
  for (const signal of signals) process.on(signal, listener);
  return () => {
    for (const signal of signals) process.removeListener(signal, listener);
  };
}
