import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';

export interface SharedDependencies {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** The id of the newest thing that followers of any server were told. */
  readLastToldId(): Promise<number>;
}

interface Kept<T> {
  readonly atMs: number;
  readonly toldId: number;
  readonly answer: Promise<T>;
}

/**
 * Creates what lets all who ask for the same within `limits.overviewSecondsMax` share one answer, so that
 * it costs once, however many look. An answer that was begun before followers were told something is not
 * shared after it: a page that asks because it was told would see what was before, and not ask again.
 */
export function createShared<T>({ clock, readLastToldId }: SharedDependencies) {
  const kept = new Map<string, Kept<T>>();

  function forgetOld(toldId: number): void {
    const oldestMs = clock.monotonicMs() - limits.overviewSecondsMax * 1_000;
    for (const [name, one] of kept) {
      if (one.atMs <= oldestMs || one.toldId < toldId) kept.delete(name);
    }
  }

  function begin(name: string, toldId: number, compose: () => Promise<T>): Promise<T> {
    const made = { atMs: clock.monotonicMs(), toldId, answer: compose() };
    kept.set(name, made);
    made.answer.catch(() => {
      if (kept.get(name) === made) kept.delete(name);
    });
    return made.answer;
  }

  return async (name: string, compose: () => Promise<T>): Promise<T> => {
    const toldId = await readLastToldId();
    forgetOld(toldId);
    return kept.get(name)?.answer ?? begin(name, toldId, compose);
  };
}
