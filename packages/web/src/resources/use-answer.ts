import type { LiveTopic } from '@homepot/catalogue';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { onLive } from '../live/live.ts';
import { isVisible, onVisible } from '../live/visible.ts';
import { send } from './call.ts';
import { CallError } from './call-error.ts';
import { keepAnswer, readAnswer } from './kept-answers.ts';

/** Something that is read from the server, as far as it is known. */
export interface Resource<T> {
  /** The newest answer; absent until there is one. Stays while it is read again. */
  readonly data: T | undefined;
  /** When it came, milliseconds since 1970. */
  readonly atMs: number | undefined;
  /** Why the last attempt failed; `data` is then stale. */
  readonly error: CallError | undefined;
  readonly isLoading: boolean;
  reload(): void;
}

export interface ResourceOptions {
  /** Read again when something happens on these topics, at most every `pauseSeconds`. */
  readonly follow?: readonly LiveTopic[];
  readonly pauseSeconds?: number;
  /** Read again every so many seconds while the page is seen. */
  readonly everySeconds?: number;
  /** Nothing is read while true: a part of the address is not known yet. */
  readonly isOff?: boolean;
}

interface Held {
  readonly address: string;
  readonly data: unknown;
  readonly atMs: number | undefined;
  readonly error: CallError | undefined;
  readonly isLoading: boolean;
}

const pathOf = (address: string): string => address.split('?', 1)[0] ?? '';

function begin(address: string, before?: Held): Held {
  const kept = readAnswer(address);
  // Another range or filter of the same thing: what was there stays until the new is.
  const same = before !== undefined && pathOf(before.address) === pathOf(address);
  const shown = kept ?? (same ? before : undefined);
  return { address, data: shown?.data, atMs: shown?.atMs, error: undefined, isLoading: true };
}

const asCallError = (error: unknown): CallError =>
  error instanceof CallError
    ? error
    : new CallError({ code: 'unexpected', status: 0, detail: String(error) });

/** A read that lasts longer is given up for the next one: its connection may be dead. */
const readMillisecondsMax = 30_000;

/** What is going on between a page and the server about one answer. */
interface Reading {
  /** The read under way, and since when. */
  current: { readonly stop: AbortController; readonly sinceMs: number } | undefined;
  /** Whether there was a reason to read that no read has begun after. */
  isOwed: boolean;
}

/**
 * Runs `again` when followed topics tell something, when time has passed, and when the page is seen again.
 * A read that is under way is left to its end, and followed by another: where answers take longer than news
 * take to come, cutting it off would mean never to see one.
 */
function useReasons(again: () => void, reading: Reading, options: ResourceOptions): void {
  const { follow, pauseSeconds = 5, everySeconds, isOff = false } = options;
  const topics = follow?.join(',');
  useEffect(() => {
    if (isOff) return undefined;
    let lastMs = Date.now();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const now = (): void => {
      timer = undefined;
      if (!isVisible()) return;
      const nowMs = Date.now();
      const { sinceMs } = reading.current ?? { sinceMs: Number.NEGATIVE_INFINITY };
      lastMs = nowMs;
      if (nowMs - sinceMs < readMillisecondsMax) soon();
      else again();
    };
    const soon = (): void => {
      reading.isOwed = true;
      timer ??= setTimeout(now, Math.max(0, lastMs + pauseSeconds * 1_000 - Date.now()));
    };
    // What came before the options changed, as when a job ends, is still to be read.
    if (reading.isOwed) soon();
    const ends = [onVisible(soon)];
    if (topics !== undefined) ends.push(onLive(topics.split(',') as LiveTopic[], soon));
    if (everySeconds !== undefined) {
      const beat = setInterval(() => {
        clearTimeout(timer);
        now();
      }, everySeconds * 1_000);
      ends.push(() => clearInterval(beat));
    }
    return () => {
      clearTimeout(timer);
      for (const end of ends) end();
    };
  }, [again, reading, topics, pauseSeconds, everySeconds, isOff]);
}

/** Reads an address of the API and keeps it fresh. Another address reads again; an answer that comes too late is dropped. */
export function useAnswer<T>(address: string, options: ResourceOptions = {}): Resource<T> {
  const { isOff = false } = options;
  const [held, setHeld] = useState<Held>(() => begin(address));
  const reading = useRef<Reading>({ current: undefined, isOwed: false }).current;
  const reload = useMemo(
    () => () => {
      if (isOff) return;
      reading.current?.stop.abort();
      reading.isOwed = false;
      const stop = new AbortController();
      const mine = { stop, sinceMs: Date.now() };
      reading.current = mine;
      setHeld((before) =>
        before.address === address ? { ...before, isLoading: true } : begin(address, before),
      );
      send(address, { signal: stop.signal })
        .then((response) => response.json())
        .then((data: unknown) => {
          if (stop.signal.aborted) return;
          const kept = { data, atMs: Date.now() };
          keepAnswer(address, kept);
          setHeld({ address, ...kept, error: undefined, isLoading: false });
        })
        .catch((error: unknown) => {
          if (stop.signal.aborted) return;
          setHeld((before) => ({
            ...before,
            address,
            error: asCallError(error),
            isLoading: false,
          }));
        })
        .finally(() => {
          if (reading.current === mine) reading.current = undefined;
        });
    },
    [address, isOff],
  );
  useEffect(() => {
    reload();
    return () => reading.current?.stop.abort();
  }, [reload]);
  useReasons(reload, reading, options);
  const current = held.address === address ? held : begin(address, held);
  return { ...current, data: current.data as T | undefined, reload };
}
