/** Something that happens again and again. Returns the seconds until the next time. */
export type Happening = () => number;

interface Entry {
  dueSeconds: number;
  readonly happening: Happening;
}

/** What is due when, in the time of the traffic: seconds that pass faster when people are busy. */
export interface Agenda {
  /** Enters a happening, for the first time after so many seconds. */
  add(afterSeconds: number, happening: Happening): void;
  /**
   * Lets so many seconds pass and does what became due, in order; `eventsMax` happenings at most:
   * the rest is put off to now. Returns how many happened.
   */
  advance(seconds: number, eventsMax: number): number;
}

/** Creates an empty agenda. */
export function createAgenda(): Agenda {
  const entries: Entry[] = [];
  let nowSeconds = 0;
  const findNext = (): Entry | undefined => {
    let next: Entry | undefined;
    for (const entry of entries) {
      if (next === undefined || entry.dueSeconds < next.dueSeconds) next = entry;
    }
    return next;
  };
  return {
    add(afterSeconds, happening) {
      entries.push({ dueSeconds: nowSeconds + afterSeconds, happening });
    },
    advance(seconds, eventsMax) {
      const untilSeconds = nowSeconds + seconds;
      let happened = 0;
      for (let next = findNext(); next !== undefined; next = findNext()) {
        if (next.dueSeconds > untilSeconds || happened >= eventsMax) break;
        nowSeconds = Math.max(nowSeconds, next.dueSeconds);
        // A happening that takes no time would never end.
        next.dueSeconds = nowSeconds + Math.max(0.001, next.happening());
        happened += 1;
      }
      nowSeconds = untilSeconds;
      for (const entry of entries) entry.dueSeconds = Math.max(entry.dueSeconds, nowSeconds);
      return happened;
    },
  };
}
