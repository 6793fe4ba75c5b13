import { bigint, bytea, timestamptz } from '../column.ts';
import { defineInventory } from '../table.ts';

export const loginLinks = defineInventory({
  name: 'login_links',
  description: 'One-time links that sign a user in.',
  unique: [['token_hash']],
  columns: {
    user_id: bigint('The user.', { references: 'users.id' }),
    token_hash: bytea('Keyed hash of the token in the link.', { privacy: 'secret' }),
    created_at: timestamptz('When it was made.', { default: 'now()' }),
    expires_at: timestamptz('When it ends by itself.'),
    used_at: timestamptz('When it was used.', { nullable: true }),
  },
});
