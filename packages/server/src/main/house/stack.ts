import type { Log } from '../../kernel/index.ts';

/** What was started, to be stopped in reverse order. */
export interface Stack {
  /** Notes how to stop what was just started. */
  append(name: string, stop: () => unknown): void;
  /** Stops everything, the last first. An error is logged and keeps nothing else from stopping. */
  stop(): Promise<void>;
}

export function createStack(log: Log): Stack {
  const started: { readonly name: string; readonly stop: () => unknown }[] = [];
  return {
    append: (name, stop) => {
      started.push({ name, stop });
    },
    async stop() {
      for (let last = started.pop(); last !== undefined; last = started.pop()) {
        try {
          await last.stop();
        } catch (error) {
          log.error({ err: error, part: last.name }, 'a part did not stop well');
        }
      }
    },
  };
}
