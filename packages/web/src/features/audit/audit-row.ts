import type { auditLogs, RowOf } from '@homepot/catalogue';

/** An entry of the audit trail. */
export type AuditRow = RowOf<typeof auditLogs> & { readonly id: number };
