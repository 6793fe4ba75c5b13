import type { ProcessorTime } from './processor-time.ts';
import { listBelow, readMachine, readThreads } from './processor-time.ts';

/** What some threads had of the processors, on average of a measurement. */
interface ProcessorShare {
  /** Processors that they kept busy. */
  readonly used: number;
  /** How many of them stood ready while others had the processors. */
  readonly waited: number;
}

/** Who had the processors of the machine during a measurement. */
export interface ProcessorShares {
  /** The thread of the server's door. */
  readonly serverDoor: ProcessorShare;
  /** Its other threads: that of the drains, and those of the disk, the collector and the compiler. */
  readonly serverElse: ProcessorShare;
  readonly database: ProcessorShare;
  readonly simulator: ProcessorShare;
  /** Processors that anything on the machine kept busy. */
  readonly machineUsed: number;
}

/** Measures them; `look` at least every few seconds, as threads that end take their times along. */
export interface ProcessorMeter {
  look(): Promise<void>;
  shares(): ProcessorShares;
}

type Group = Exclude<keyof ProcessorShares, 'machineUsed'>;

async function listThreads(pids: {
  readonly server: number;
  readonly simulator: number;
}): Promise<ReadonlyMap<Group, ReadonlyMap<number, ProcessorTime>>> {
  const server = await readThreads(pids.server);
  const database = await Promise.all((await listBelow(pids.server)).map(readThreads));
  const isDoor = ([id]: readonly [number, ProcessorTime]) => id === pids.server;
  return new Map<Group, ReadonlyMap<number, ProcessorTime>>([
    ['serverDoor', new Map([...server].filter(isDoor))],
    ['serverElse', new Map([...server].filter((each) => !isDoor(each)))],
    ['database', new Map(database.flatMap((threads) => [...threads]))],
    ['simulator', await readThreads(pids.simulator)],
  ]);
}

/** Creates the meter of a server, what it started, and a simulator. It begins with the first look. */
export function createProcessorMeter(pids: {
  readonly server: number;
  readonly simulator: number;
}): ProcessorMeter {
  const sums = new Map<Group, { used: number; waited: number }>();
  let before: Awaited<ReturnType<typeof listThreads>> | undefined;
  let begun = { atMs: 0, machine: 0 };
  let ended = begun;
  const share = (group: Group): ProcessorShare => {
    const seconds = (ended.atMs - begun.atMs) / 1_000;
    const { used = 0, waited = 0 } = sums.get(group) ?? {};
    return { used: used / seconds, waited: waited / seconds };
  };
  return {
    async look() {
      const now = await listThreads(pids);
      ended = { atMs: performance.now(), machine: await readMachine() };
      if (before === undefined) begun = ended;
      else {
        for (const [group, threads] of now) {
          const sum = sums.get(group) ?? { used: 0, waited: 0 };
          for (const [id, time] of threads) {
            // A thread that is new began at nothing.
            const known = before.get(group)?.get(id);
            sum.used += time.used - (known?.used ?? 0);
            sum.waited += time.waited - (known?.waited ?? 0);
          }
          sums.set(group, sum);
        }
      }
      before = now;
    },
    shares: () => ({
      serverDoor: share('serverDoor'),
      serverElse: share('serverElse'),
      database: share('database'),
      simulator: share('simulator'),
      machineUsed: (ended.machine - begun.machine) / ((ended.atMs - begun.atMs) / 1_000),
    }),
  };
}
