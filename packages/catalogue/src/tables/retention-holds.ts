import { timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

export const retentionHolds = defineInventory({
  name: 'retention_holds',
  description: 'Rows that are kept whatever the policy says, and why.',
  columns: {
    table_name: varchar(100, 'The table.'),
    from_at: timestamptz('From when on; absent = from the first row.', { nullable: true }),
    until_at: timestamptz('Until when, exclusive; absent = to the last row.', { nullable: true }),
    reason: varchar(500, 'Why, in the words of whoever keeps them.', { privacy: 'free' }),
    created_by: varchar(50, 'Who keeps them.', { nullable: true, privacy: 'person' }),
    created_at: timestamptz('Since when.'),
    released_by: varchar(50, 'Who let them go.', { nullable: true, privacy: 'person' }),
    released_at: timestamptz('Since when the hold is over.', { nullable: true }),
  },
});
