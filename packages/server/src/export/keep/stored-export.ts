import type { AnswerOf, ExportStatus, PseudonymMode, showExport } from '@homepot/catalogue';
import { HomepotError } from '../../kernel/index.ts';
import type { ExportRequest } from '../request/export-request.ts';

/** An export as its row says it. */
export interface StoredExport {
  readonly id: number;
  readonly export_id: string;
  readonly status: ExportStatus;
  readonly request: ExportRequest;
  readonly pseudonyms: PseudonymMode;
  readonly sealed_key: Buffer | null;
  readonly since: string | null;
  readonly received_after: string | null;
  readonly complete_until: string;
  readonly created_by: string | null;
  readonly created_at: string;
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly expires_at: string | null;
  readonly stored_at: string | null;
  readonly rows: number;
  readonly bytes: number;
  readonly suppressed_rows: number;
  readonly steps: number;
  readonly steps_done: number;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly leased_by: string | null;
  readonly turn: number;
}

/** What is read of it. */
export const exportColumnsText = `id, export_id, status, request, pseudonyms, sealed_key, since,
  received_after, complete_until, created_by, created_at, started_at, finished_at, expires_at,
  stored_at, rows, bytes, suppressed_rows, steps, steps_done, error_code, error_message, leased_by, turn`;

/** An export as the API shows it. */
export function toShownExport(stored: StoredExport): AnswerOf<typeof showExport> {
  const { id: _id, sealed_key: _key, received_after: _after, leased_by: _by, ...shown } = stored;
  const { turn: _turn, ...exported } = shown;
  return exported as AnswerOf<typeof showExport>;
}

/** There is no such export. */
export const exportNotFound = (exportId: string): HomepotError =>
  new HomepotError('not_found', { message: `There is no export ${exportId}` });

/** Whose fresh key it is. */
export const keyOwnerOf = (exportId: string): string => `export:${exportId}`;
