import { cpus } from 'node:os';

/** Time of all processors together since the start of the machine, in milliseconds. */
export interface ProcessorTimes {
  readonly idle: number;
  readonly total: number;
}

/** Reads how long the processors did something, and nothing. */
export function readProcessorTimes(): ProcessorTimes {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus()) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.irq + times.idle;
  }
  return { idle, total };
}

/** Processor use between two readings, in percent; undefined where no time went by. */
export function processorPercent(before: ProcessorTimes, after: ProcessorTimes) {
  const total = after.total - before.total;
  if (total <= 0) return undefined;
  return Math.min(100, Math.max(0, 100 * (1 - (after.idle - before.idle) / total)));
}
