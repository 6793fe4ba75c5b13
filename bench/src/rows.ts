/** One reading of a terminal: nine numbers, as in the tables of the documentation. */
export interface Reading {
  readonly timestamp: string;
  readonly device_id: string;
  readonly cpu_percent: number;
  readonly memory_percent: number;
  readonly disk_percent: number;
  readonly network_latency_ms: number;
  readonly transaction_count: number;
  readonly transaction_volume: number;
  readonly error_rate: number;
  readonly active_connections: number;
  readonly queue_depth: number;
}

const devicesCount = 1_000;

/** mulberry32: the same rows in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const round = (value: number, decimals: number): number => Number(value.toFixed(decimals));

/**
 * `count` readings of a thousand terminals, one reading a second each, from `startMs` (milliseconds
 * since 1970) on, in the order in which they happen.
 */
export function createReadings(count: number, startMs: number, seed = 1): readonly Reading[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, index) => ({
    timestamp: new Date(startMs + Math.floor(index / devicesCount) * 1_000).toISOString(),
    device_id: `pos-terminal-${String(index % devicesCount).padStart(5, '0')}`,
    cpu_percent: round(20 + random() * 50, 2),
    memory_percent: round(40 + random() * 30, 2),
    disk_percent: round(30 + random() * 20, 2),
    network_latency_ms: round(20 + random() * 80, 2),
    transaction_count: Math.floor(random() * 500),
    transaction_volume: round(random() * 10_000, 2),
    error_rate: round(random() * 2, 3),
    active_connections: Math.floor(random() * 40),
    queue_depth: Math.floor(random() * 10),
  }));
}
