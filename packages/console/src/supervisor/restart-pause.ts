const pauseMsMin = 500;
const pauseMsMax = 30_000;
/** Who has run for so long is well: the next end is a first one. */
const wellAfterMs = 60_000;

/** Says how long to wait before a program that died is started again. */
export interface RestartPause {
  /** Milliseconds: twice as long after each short life, `pauseMsMax` at most. */
  after(livedMs: number): number;
}

/** Creates the pause of one program, which begins at half a second. */
export function createRestartPause(): RestartPause {
  let nextMs = pauseMsMin;
  return {
    after(livedMs) {
      if (livedMs >= wellAfterMs) nextMs = pauseMsMin;
      const pauseMs = nextMs;
      nextMs = Math.min(pauseMsMax, nextMs * 2);
      return pauseMs;
    },
  };
}
