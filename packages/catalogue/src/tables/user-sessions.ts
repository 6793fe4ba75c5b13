import { bigint, bytea, inet, integer, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

export const userSessions = defineInventory({
  name: 'user_sessions',
  description: 'Who is signed in, since when, and how much they did.',
  unique: [['session_id'], ['token_hash']],
  indexes: ['(user_id)'],
  columns: {
    session_id: varchar(255, 'The public id of the session.'),
    token_hash: bytea('Keyed hash of the token in the cookie.', { privacy: 'secret' }),
    user_id: bigint('The user.', { references: 'users.id' }),
    ip_address: inet('The address it began from.', { nullable: true, privacy: 'network' }),
    user_agent: varchar(500, 'The program it began from.', { nullable: true, privacy: 'network' }),
    started_at: timestamptz('When it began.', { default: 'now()' }),
    last_activity: timestamptz('When it was last used, to the minute.', { default: 'now()' }),
    expires_at: timestamptz('When it ends by itself.'),
    ended_at: timestamptz('When it was ended.', { nullable: true }),
    tool_calls_count: integer('Tool calls in it.', { default: '0' }),
    errors_count: integer('Errors in it.', { default: '0' }),
  },
});
