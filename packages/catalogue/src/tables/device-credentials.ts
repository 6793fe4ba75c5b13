import { bigint, bytea, timestamptz, varchar } from '../column.ts';
import { credentialProvenances, defineInventory } from '../table.ts';

export const deviceCredentials = defineInventory({
  name: 'device_credentials',
  description: 'What a device proves itself with. The secret itself is shown once and never kept.',
  unique: [['key_id']],
  indexes: [
    '(device_id)',
    '(revoked_at) WHERE (revoked_at IS NOT NULL)',
    '(expires_at) WHERE (expires_at IS NOT NULL)',
  ],
  columns: {
    device_id: bigint('The device.', { references: 'devices.id' }),
    key_id: varchar(32, 'The public part of the credential.'),
    secret_hash: bytea('Keyed hash of the secret part.', { privacy: 'secret' }),
    provenance: varchar(10, 'What is written as provenance of the rows it sends.', {
      values: credentialProvenances,
      default: "'real'::character varying",
    }),
    created_at: timestamptz('When it was made.', { default: 'now()' }),
    last_used_at: timestamptz('When it was last used.', { nullable: true }),
    revoked_at: timestamptz('When it was taken back.', { nullable: true }),
    expires_at: timestamptz('When it ends by itself: the overlap of a rotation.', {
      nullable: true,
    }),
  },
});
