import { bigint, bytea, timestamptz } from '../column.ts';
import { defineSystem } from '../table.ts';

export const auditAnchors = defineSystem({
  name: 'audit_anchors',
  description: 'Where the audit trail begins after its oldest rows were removed by policy.',
  primaryKey: ['last_id'],
  columns: {
    last_id: bigint('The last row that was removed.'),
    last_hash: bytea('Its hash, on which the first row that is left rests.'),
    row_count: bigint('How many rows were removed with it.'),
    removed_at: timestamptz('When.'),
    seal: bytea('HMAC-SHA256 over all this, by a key that is not in the database.'),
  },
});
