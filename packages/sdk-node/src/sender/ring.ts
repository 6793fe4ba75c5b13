import type { Entry, Rank, TableName } from './entry.ts';
import type { Queue } from './queue.ts';
import { createQueue } from './queue.ts';

/**
 * What waits to be sent, within a number of records and of bytes.
 *
 * Records stand in lanes, one a table and rank. Where there is no room, the oldest record of the
 * lowest rank goes, so that errors are kept longest. What was taken still counts until it is
 * released: a batch on its way takes room like one that waits, and cannot be dropped.
 */
export interface Ring {
  /** Keeps a record, and lets go of others where there is no room. Returns how many went. */
  append(entry: Entry): number;
  /** Takes records of one table, that of the most urgent one; in the order in which they came. */
  take(recordsMax: number, bytesMax: number): Entry[];
  /** Gives back the room of records that were taken. */
  release(records: number, bytes: number): void;
  /** Lets go of everything that waits. Returns how many that were. */
  clear(): number;
  /** Whether a record waits that is no younger than this. */
  holds(serial: number): boolean;
  /** Records that wait. */
  readonly length: number;
  /** Records that wait or were taken. */
  readonly records: number;
  /** Bytes of these. */
  readonly bytes: number;
}

interface Lane {
  readonly table: TableName;
  readonly rank: Rank;
  readonly queue: Queue<Entry>;
}

const ageOf = ({ queue }: Lane): number => queue.first()?.serial ?? Number.POSITIVE_INFINITY;

/** Which of two lanes loses a record first. */
const goesBefore = (a: Lane, b: Lane): boolean =>
  a.rank < b.rank || (a.rank === b.rank && ageOf(a) < ageOf(b));

/** Which of two lanes is sent first. */
const isSentBefore = (a: Lane, b: Lane): boolean =>
  a.rank > b.rank || (a.rank === b.rank && ageOf(a) < ageOf(b));

function pick(lanes: readonly Lane[], before: (a: Lane, b: Lane) => boolean): Lane | undefined {
  let best: Lane | undefined;
  for (const lane of lanes) {
    if (lane.queue.length > 0 && (best === undefined || before(lane, best))) best = lane;
  }
  return best;
}

/** Creates an empty ring. */
export function createRing({
  recordsMax,
  bytesMax,
}: {
  readonly recordsMax: number;
  readonly bytesMax: number;
}): Ring {
  const lanes: Lane[] = [];
  let length = 0;
  let records = 0;
  let bytes = 0;

  function laneOf({ table, rank }: Entry): Lane {
    const known = lanes.find((lane) => lane.table === table && lane.rank === rank);
    if (known !== undefined) return known;
    const lane: Lane = { table, rank, queue: createQueue() };
    lanes.push(lane);
    return lane;
  }

  function drop(): boolean {
    const entry = pick(lanes, goesBefore)?.queue.take();
    if (entry === undefined) return false;
    length -= 1;
    records -= 1;
    bytes -= entry.bytes;
    return true;
  }

  function makeRoom(): number {
    let dropped = 0;
    while ((records > recordsMax || bytes > bytesMax) && drop()) dropped += 1;
    return dropped;
  }

  return {
    append(entry) {
      laneOf(entry).queue.append(entry);
      length += 1;
      records += 1;
      bytes += entry.bytes;
      return makeRoom();
    },
    take(countMax, sizeMax) {
      const table = pick(lanes, isSentBefore)?.table;
      const ofTable = lanes.filter((lane) => lane.table === table);
      const taken: Entry[] = [];
      let size = 0;
      while (taken.length < countMax) {
        const queue = pick(ofTable, isSentBefore)?.queue;
        const next = queue?.first();
        if (next === undefined || (taken.length > 0 && size + next.bytes > sizeMax)) break;
        queue?.take();
        size += next.bytes;
        taken.push(next);
      }
      length -= taken.length;
      return taken.sort((a, b) => a.serial - b.serial);
    },
    release(count, size) {
      records -= count;
      bytes -= size;
    },
    clear() {
      const before = length;
      while (drop());
      return before;
    },
    holds: (serial) => lanes.some((lane) => ageOf(lane) <= serial),
    get length() {
      return length;
    },
    get records() {
      return records;
    },
    get bytes() {
      return bytes;
    },
  };
}
