import { bigint, bytea, jsonb, timestamptz, varchar } from '../column.ts';
import { credentialProvenances, defineInventory } from '../table.ts';

export const keyScopes = ['ingest', 'read', 'admin', 'browser', 'display'] as const;
export type KeyScope = (typeof keyScopes)[number];

export const apiKeys = defineInventory({
  name: 'api_keys',
  description:
    'What programs prove themselves with. The secret itself is shown once and never kept.',
  unique: [['key_id']],
  indexes: ['(user_id)'],
  columns: {
    user_id: bigint('The user who answers for it.', { references: 'users.id' }),
    name: varchar(100, 'What it is for.'),
    key_id: varchar(32, 'The public part of the key.'),
    secret_hash: bytea('Keyed hash of the secret part.', { privacy: 'secret' }),
    scope: varchar(10, 'The one thing that it may do.', { values: keyScopes }),
    provenance: varchar(10, 'What is written as provenance of the rows it sends.', {
      values: credentialProvenances,
      default: "'real'::character varying",
    }),
    created_at: timestamptz('When it was made.', { default: 'now()' }),
    last_used_at: timestamptz('When it was last used, to the minute.', { nullable: true }),
    expires_at: timestamptz('When it ends by itself.', { nullable: true }),
    revoked_at: timestamptz('When it was taken back.', { nullable: true }),
    allowed_origins: jsonb(
      'The origins of the pages that a key of scope browser may stand in; null for the others.',
      { nullable: true },
    ),
  },
});
