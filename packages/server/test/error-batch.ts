import { encodeSection } from '../src/drain/test/encode-section.ts';
import { createBatch } from '../src/drain/test/test-rows.ts';
import type { Batch } from '../src/spool/index.ts';

/** A batch of errors, as the door makes it. What is left out is filled in; instants in milliseconds. */
export function createErrorBatch(
  atMs: number,
  ...errors: readonly Readonly<Record<string, string | number>>[]
): Batch {
  const rows = errors.map((error) => ({
    timestamp: atMs,
    received_at: atMs,
    provenance: 'real',
    category: 'api',
    severity: 'error',
    error_message: 'no paper',
    context: '{}',
    resolved: false,
    ...error,
  }));
  return createBatch([encodeSection('error_logs', rows)]);
}
