import { boolean, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

export const users = defineInventory({
  name: 'users',
  description: 'The people who may sign in.',
  unique: [['username'], ['email']],
  columns: {
    username: varchar(50, 'The name to sign in with.', { privacy: 'person' }),
    email: varchar(100, 'The address.', { privacy: 'person' }),
    hashed_password: varchar(255, 'argon2id; absent where the user signs in by link only.', {
      nullable: true,
      privacy: 'secret',
    }),
    is_active: boolean('False once the user is disabled.', { default: 'true' }),
    is_admin: boolean('Whether the user may do everything.', { default: 'false' }),
    created_at: timestamptz('When the user was made.', { default: 'now()' }),
  },
});
