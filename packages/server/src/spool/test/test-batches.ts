import type { Batch } from '../batch.ts';

/** A batch with one section of this many bytes, told apart by its number. */
export function createTestBatch(number: number, bytes = 100, receivedAtMs = 0): Batch {
  const tuples = new Uint8Array(bytes).fill(number % 251);
  const columns = ['timestamp', 'id', 'cpu_percent'];
  const section = { table: 'device_metrics', columns, rowCount: 1, days: [20_454], tuples };
  return {
    scope: 'key:1',
    batchId: `batch-${number}`,
    door: 'http',
    provenance: 'real',
    receivedAtMs,
    sections: [section],
  };
}

/** Batches numbered `from` to `to`. */
export function createTestBatches(from: number, to: number, bytes?: number): Batch[] {
  return Array.from({ length: to - from + 1 }, (_, index) => createTestBatch(from + index, bytes));
}
