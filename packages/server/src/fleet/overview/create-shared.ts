import type { Clock } from '../../kernel/index.ts';
import { limits } from '../../kernel/index.ts';

export interface SharedDependencies {
  readonly clock: Pick<Clock, 'monotonicMs'>;
  /** The id of the newest thing that followers of any server were told. */
  readLastToldId(): Promise<number>;
}

interface Made<T> {
  readonly answer: Promise<T>;
  readonly atMs: number;
  readonly toldId: number;
  isDone: boolean;
}

/**
 * Creates what lets all who ask for the same within `limits.overviewSecondsMax` share one answer, so that
 * it costs once, however many look. An answer that was begun before followers were told something is not
 * shared after it: a page that asks because it was told would see what was before, and not ask again.
 * Of the same, one answer is made at a time: whoever comes too late for it waits for the next with all others
 * who do, so that news that come fast make no more work than the answers take.
 */
export function createShared<T>({ clock, readLastToldId }: SharedDependencies) {
  const made = new Map<string, Made<T>>();
  const next = new Map<string, Promise<T>>();

  const isFresh = ({ atMs, toldId }: Made<T>, lastToldId: number): boolean =>
    clock.monotonicMs() - atMs < limits.overviewSecondsMax * 1_000 && toldId >= lastToldId;

  function forgetOld(lastToldId: number): void {
    for (const [name, one] of made) {
      if (one.isDone && !isFresh(one, lastToldId)) made.delete(name);
    }
  }

  function begin(name: string, toldId: number, compose: () => Promise<T>): Promise<T> {
    const one: Made<T> = { answer: compose(), atMs: clock.monotonicMs(), toldId, isDone: false };
    made.set(name, one);
    one.answer.then(
      () => {
        one.isDone = true;
      },
      () => made.delete(name),
    );
    return one.answer;
  }

  async function share(name: string, compose: () => Promise<T>): Promise<T> {
    const toldId = await readLastToldId();
    forgetOld(toldId);
    const running = made.get(name);
    if (running === undefined) return begin(name, toldId, compose);
    if (isFresh(running, toldId)) return running.answer;
    const after =
      next.get(name) ?? running.answer.then(noop, noop).then(() => follow(name, compose));
    next.set(name, after);
    return after;
  }

  /** The one who waited first begins, for all who wait by then. */
  function follow(name: string, compose: () => Promise<T>): Promise<T> {
    next.delete(name);
    return share(name, compose);
  }

  return share;
}

const noop = (): void => undefined;
