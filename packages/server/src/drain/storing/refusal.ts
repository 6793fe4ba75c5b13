import { classifyDatabaseError, isPartitionMissing, sqlState } from '../../store/index.ts';
import { RowCountError } from './copy-sections.ts';

/** Undefined table and undefined column: what the rows were encoded for is no longer there. */
const goneStates: ReadonlySet<string> = new Set(['42P01', '42703']);

/** Whether the table or a column that the rows were encoded for is gone. */
export function isGone(error: unknown): boolean {
  return goneStates.has(sqlState(error) ?? '');
}

/**
 * Whether PostgreSQL refuses these rows now and always. A missing partition is no such refusal
 * until making it has failed often enough (`partitionsGivenUp`).
 */
export function isRefusal(error: unknown, partitionsGivenUp: boolean): boolean {
  if (isPartitionMissing(error)) return partitionsGivenUp;
  return error instanceof RowCountError || isGone(error) || classifyDatabaseError(error) === 'data';
}

/** What PostgreSQL itself says of bytes that are not as they should be. */
const badCopyFormat = '22P04';

/** The SQLSTATE and the message of a refusal, as the quarantine can keep them. */
export function describeRefusal(error: unknown): { code: string; reason: string } {
  const message = error instanceof Error ? error.message : String(error);
  return { code: sqlState(error) ?? badCopyFormat, reason: message.replaceAll('\0', '') };
}
