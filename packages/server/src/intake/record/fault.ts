import type { ErrorCode } from '@homepot/catalogue';

/** What is wrong with one record. A value and never thrown. */
export interface Fault {
  readonly code: ErrorCode;
  /** The field within the record, e.g. `cpu_percent` or `context.user.name`; empty = the record. */
  readonly field: string;
  /** What the field must be. Never repeats what was sent: it may be a secret. */
  readonly message: string;
}

/** A fault of one field. */
export function fault(code: ErrorCode, field: string, message: string): Fault {
  return { code, field, message };
}
