import type { Scheduler } from '@homepot/agent';

/** A scheduler that drives thousands of agents with one timer. */
export interface TimerWheel extends Scheduler {
  stop(): void;
}

interface Entry {
  run: (() => void) | undefined;
}

const tickMs = 20;

/**
 * Creates a scheduler whose calls come in ticks of 20 ms, late by one tick at most while the process
 * keeps up. A call belongs to the tick in which it is due; each tick is a list. A timer of its own
 * for every one of thousands of agents would cost more than the agents.
 */
export function createTimerWheel(): TimerWheel {
  const ticks = new Map<number, Entry[]>();
  let done = Math.floor(performance.now() / tickMs);
  const turn = () => {
    const now = Math.floor(performance.now() / tickMs);
    while (done < now) {
      done += 1;
      const due = ticks.get(done);
      if (due === undefined) continue;
      ticks.delete(done);
      for (const entry of due) {
        const { run } = entry;
        entry.run = undefined;
        run?.();
      }
    }
  };
  const timer = setInterval(turn, tickMs);
  return {
    after(delayMs, run) {
      const due = Math.max(done + 1, Math.ceil((performance.now() + delayMs) / tickMs));
      const entry: Entry = { run };
      const others = ticks.get(due);
      if (others === undefined) ticks.set(due, [entry]);
      else others.push(entry);
      return () => {
        entry.run = undefined;
      };
    },
    stop() {
      clearInterval(timer);
      ticks.clear();
    },
  };
}
