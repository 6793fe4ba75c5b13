import { countRecords, recordText } from './batch-text.ts';
import { createId, timeOfId } from './create-id.ts';
import type { Host } from './host.ts';
import type { Keep } from './keep.ts';
import { createLeases } from './leases.ts';
import { batchBytesMax, waitingCharactersMax, waitingMilliseconds } from './limits.ts';
import type { OpenBatch } from './open-batch.ts';
import { createOpenBatch } from './open-batch.ts';

/** What became of the records of this tab, and of those that it took over. */
export interface Counts {
  received: number;
  passed: number;
  dropped: number;
}

/** Batches on their way to the house. */
export interface Queue {
  readonly counts: Counts;
  /** Puts a record into the open batch; true when that is full. */
  add(list: 'activities' | 'errors', record: object): boolean;
  /** Ends the open batch: from now on it never changes. */
  seal(): void;
  /** The names of the batches of this tab that may be sent, the oldest first. */
  sealed(): string[];
  /** The same, with what other tabs left, which is taken over. */
  sendable(): string[];
  /** Whether other tabs have batches, which they may leave behind. */
  othersWait(): boolean;
  bodyOf(name: string): string | undefined;
  /** A batch is done with: the house has it, or will never take it. */
  settle(name: string, passed: boolean): void;
  /** Says that this tab goes away, so that others may have what it leaves. */
  leave(): void;
  clear(): void;
  /** Records that wait. */
  waiting(): number;
}

/** A record as it is sent, and its bytes; undefined where it cannot be. */
function writeRecord(record: object): { text: string; bytes: number } | undefined {
  try {
    const text = recordText(record);
    const bytes = new TextEncoder().encode(text).length + 1;
    return bytes > batchBytesMax ? undefined : { text, bytes };
  } catch {
    return undefined;
  }
}

const idOf = (name: string): string => name.slice(-36);
const byAge = (one: string, other: string): number => (idOf(one) < idOf(other) ? -1 : 1);

/**
 * A batch is kept under a name of its own, `homepot.batch.{key id}.{tab}.{batch id}`, from its first
 * record on, so that neither a closed tab nor a crashed browser loses it. It has its id from the start;
 * once it is sealed its bytes never change, and only then it is sent. So whoever sends it, and how
 * often, the house stores it once.
 *
 * Only its own tab adds to a batch. A tab says by a lease, `homepot.tab.{key id}.{tab}`, that it lives;
 * what a tab left whose lease is gone or a minute old is taken over by any other. A tab that could not
 * renew its lease for half a minute, because the browser froze it, begins a new batch: the old one may
 * have been taken over. Where two take over the same, both send the same bytes.
 */
export function createQueue(host: Host, keep: Keep, keyId: string): Queue {
  const start = `homepot.batch.${keyId}.`;
  const tab = createId(host).slice(-12);
  const own = `${start}${tab}.`;
  const leases = createLeases(host, keep, keyId, tab);
  const counts: Counts = { received: 0, passed: 0, dropped: 0 };
  let open: OpenBatch | undefined;

  const namesOf = (prefix: string): string[] =>
    keep.names().filter((name) => name.startsWith(prefix));
  const sealed = (): string[] =>
    namesOf(own)
      .filter((name) => idOf(name) !== open?.id)
      .sort(byAge);

  function settle(name: string, passed: boolean): void {
    counts[passed ? 'passed' : 'dropped'] += countRecords(keep.get(name));
    keep.remove(name);
  }

  /** Drops what is too old, and the oldest beyond what may wait. */
  function bound(): void {
    let characters = 0;
    for (const name of sealed().reverse()) {
      characters += keep.get(name)?.length ?? 0;
      const isOld = host.nowMs() - timeOfId(idOf(name)) > waitingMilliseconds;
      if (isOld || characters > waitingCharactersMax) settle(name, false);
    }
  }

  function seal(): void {
    open = undefined;
    bound();
  }

  function takeOver(): void {
    for (const name of namesOf(start)) {
      const body = keep.get(name);
      if (body === undefined || leases.isLive(name.slice(start.length).split('.')[0] ?? ''))
        continue;
      counts.received += countRecords(body);
      keep.set(own + idOf(name), body);
      keep.remove(name);
    }
  }

  return {
    counts,
    seal,
    sealed,
    settle,
    bodyOf: keep.get,
    leave: leases.end,
    add(list, record) {
      counts.received += 1;
      const written = writeRecord(record);
      if (!written) {
        counts.dropped += 1;
        return false;
      }
      const { text, bytes } = written;
      if (open && (leases.isUnsure() || !open.hasRoomFor(bytes))) seal();
      leases.renew();
      open ??= createOpenBatch(host);
      open.add(list, text, bytes);
      keep.set(own + open.id, open.text());
      return open.isFull();
    },
    sendable() {
      takeOver();
      bound();
      const names = sealed();
      if (names.length > 0) leases.renew();
      return names;
    },
    othersWait: () => namesOf(start).some((name) => !name.startsWith(own)),
    clear() {
      open = undefined;
      for (const name of namesOf(start)) settle(name, false);
    },
    waiting: () => namesOf(own).reduce((sum, name) => sum + countRecords(keep.get(name)), 0),
  };
}
