import { limits } from '../limits.ts';

interface Suspicion {
  /** Failed sends in all. */
  readonly failures: number;
  /** Monotonic. */
  readonly notBeforeMs: number;
}

/**
 * Finds the report that the house cannot take and does not say so of, because the connection breaks
 * over it. From outside that looks like a house that is away or has too much to do, so no report is
 * dropped for a few failures:
 *
 * ordinary -> suspect -> given up. After `reportFailuresMax` failed sends a report is a suspect: it
 * waits behind every other, and is sent with nothing else of the backlog on its way. After each failed
 * send of a suspect the house has to take another report before the next suspect is sent, which proves
 * that it is there, and the one that failed pauses, twice as long each time. After
 * `suspectFailuresMax` of them it is given up. A report that is taken is forgotten here, whatever was
 * thought of it. Suspects take turns.
 */
export class Suspects {
  /** By sequence; the one that failed longest ago first. */
  readonly #failed = new Map<number, Suspicion>();
  #mayTry = true;

  /** Counts a failed send. True where the report is to be given up. */
  failed(sequence: number, nowMs: number): boolean {
    const failures = (this.#failed.get(sequence)?.failures ?? 0) + 1;
    const alone = failures - limits.reportFailuresMax;
    if (alone >= 0) this.#mayTry = false;
    if (alone >= limits.suspectFailuresMax) return true;
    const pauseMs = alone > 0 ? limits.suspectPauseMillisecondsMin * 2 ** (alone - 1) : 0;
    this.#failed.delete(sequence);
    this.#failed.set(sequence, { failures, notBeforeMs: nowMs + pauseMs });
    this.#shorten();
    return false;
  }

  #shorten(): void {
    for (const oldest of this.#failed.keys()) {
      if (this.#failed.size <= limits.failedReportsMax) return;
      this.#failed.delete(oldest);
    }
  }

  /** The house took this report. */
  taken(sequence: number): void {
    this.#failed.delete(sequence);
    this.#mayTry = true;
  }

  /** The store has this report no longer. */
  forget(sequence: number): void {
    this.#failed.delete(sequence);
  }

  has(sequence: number): boolean {
    return (this.#failed.get(sequence)?.failures ?? 0) >= limits.reportFailuresMax;
  }

  /** The suspect whose turn it is; undefined where none may be tried now. */
  next(nowMs: number): number | undefined {
    if (!this.#mayTry) return undefined;
    for (const [sequence, { notBeforeMs }] of this.#failed) {
      if (this.has(sequence) && notBeforeMs <= nowMs) return sequence;
    }
    return undefined;
  }
}
