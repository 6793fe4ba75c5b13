import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { followShared } from '../../live/windows/follow-shared.ts';
import type { CallError } from '../../resources/call-error.ts';

/** A row that was stored. */
export interface TailLine {
  /** In the order of arrival. */
  readonly key: number;
  readonly row: Readonly<Record<string, unknown>>;
}

/** What came since the page was opened, the newest first. */
export interface Tail {
  readonly lines: readonly TailLine[];
  /** Rows that were stored too fast to be sent one by one. */
  readonly skipped: number;
  readonly error: CallError | undefined;
  readonly isPaused: boolean;
  pause(isPaused: boolean): void;
  clear(): void;
}

/** No more lines are kept. */
const linesMax = 500;

/** Follows the rows of a table, by its list path, or of a device in it, until the page is left. What is held back while paused is counted. */
export function useTail(table: string, deviceId?: string): Tail {
  const [lines, setLines] = useState<readonly TailLine[]>([]);
  const [skipped, setSkipped] = useState(0);
  const [error, setError] = useState<CallError>();
  const [isPaused, setPaused] = useState(false);
  const paused = useRef(false);
  const last = useRef(0);
  const clear = useCallback(() => {
    setLines([]);
    setSkipped(0);
  }, []);
  useEffect(() => {
    clear();
    return followShared({
      topics: ['metrics'],
      tables: [table],
      deviceId,
      onOpen: () => setError(undefined),
      onAway: setError,
      onRefused: setError,
      onMessage: (message) => {
        if (message.event !== 'rows') return;
        const { rows, skipped: more } = message.data;
        if (paused.current) {
          setSkipped((before) => before + more + rows.length);
          return;
        }
        if (more > 0) setSkipped((before) => before + more);
        const added = rows.map((row) => {
          last.current += 1;
          return { key: last.current, row };
        });
        setLines((before) => [...added.reverse(), ...before].slice(0, linesMax));
      },
    });
  }, [table, deviceId, clear]);
  return {
    lines,
    skipped,
    error,
    isPaused,
    clear,
    pause: (next) => {
      paused.current = next;
      setPaused(next);
    },
  };
}
