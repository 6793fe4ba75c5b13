/** A queue of limited length that drops what comes when it is full, and counts what it dropped. */
export interface Ring<Entry> {
  append(entry: Entry): void;
  /** Removes and returns up to `count` entries, the oldest first. */
  take(count: number): Entry[];
  readonly length: number;
  readonly dropped: number;
}

/** Creates an empty ring for at most `entriesMax` entries. */
export function createRing<Entry>(entriesMax: number): Ring<Entry> {
  const slots = new Array<Entry | undefined>(entriesMax).fill(undefined);
  let first = 0;
  let length = 0;
  let dropped = 0;

  function takeOne(): Entry {
    const entry = slots[first] as Entry;
    slots[first] = undefined;
    first = (first + 1) % entriesMax;
    length -= 1;
    return entry;
  }

  return {
    append(entry) {
      if (length === entriesMax) {
        dropped += 1;
        return;
      }
      slots[(first + length) % entriesMax] = entry;
      length += 1;
    },
    take: (count) => Array.from({ length: Math.min(count, length) }, takeOne),
    get length() {
      return length;
    },
    get dropped() {
      return dropped;
    },
  };
}
