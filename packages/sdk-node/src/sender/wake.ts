/** A pause that can be cut short. */
export interface Wake {
  /** Resolves after so many milliseconds, or when woken. Does not keep the process alive. */
  pause(ms: number): Promise<void>;
  now(): void;
}

/** Creates a wake; one pause at a time. */
export function createWake(): Wake {
  let end: (() => void) | undefined;
  return {
    pause: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(() => end?.(), ms).unref();
        end = () => {
          clearTimeout(timer);
          end = undefined;
          resolve();
        };
      }),
    now: () => end?.(),
  };
}
