import { createHmac, timingSafeEqual } from 'node:crypto';

/** Where the audit trail begins after its oldest rows were removed by policy. */
export interface AuditAnchor {
  /** The last row that was removed. */
  readonly lastId: number;
  /** Its hash, hex, on which the first row that is left rests. */
  readonly lastHash: string;
  /** How many rows were removed with it. */
  readonly rows: number;
  /** When, ISO 8601 as PostgreSQL tells it. */
  readonly removedAt: string;
}

/** Seals where the trail begins by a key that is not in the database: who can only write there can forge none. */
export interface AuditSeal {
  seal(anchor: AuditAnchor): Buffer;
  holds(anchor: AuditAnchor, seal: Uint8Array): boolean;
}

/** Creates the seal of this house. */
export function createAuditSeal(key: Uint8Array): AuditSeal {
  const seal = ({ lastId, lastHash, rows, removedAt }: AuditAnchor) =>
    createHmac('sha256', key)
      .update(JSON.stringify([lastId, lastHash, rows, Date.parse(removedAt)]))
      .digest();
  return {
    seal,
    holds(anchor, given) {
      const right = seal(anchor);
      return given.length === right.length && timingSafeEqual(given, right);
    },
  };
}
