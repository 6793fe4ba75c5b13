import { bigint, bytea, timestamptz, varchar } from '../column.ts';
import { credentialProvenances, defineInventory } from '../table.ts';

export const enrolmentTokens = defineInventory({
  name: 'enrolment_tokens',
  description: 'One-time tokens that a device trades for its credential. Each is shown once.',
  unique: [['token_id']],
  columns: {
    site_id: bigint('The site that the device will stand in.', { references: 'sites.id' }),
    token_id: varchar(32, 'The public part of the token.'),
    secret_hash: bytea('Keyed hash of the secret part.', { privacy: 'secret' }),
    device_id: varchar(100, 'The name that the device gets; its own choice where absent.', {
      nullable: true,
    }),
    segment: varchar(100, 'The group that the device joins.', { nullable: true }),
    provenance: varchar(10, 'The provenance of the device.', {
      values: credentialProvenances,
      default: "'real'::character varying",
    }),
    created_by: bigint('Who made it.', { nullable: true, references: 'users.id' }),
    created_at: timestamptz('When it was made.', { default: 'now()' }),
    expires_at: timestamptz('When it ends by itself.'),
    used_at: timestamptz('When it was traded.', { nullable: true }),
    used_by: bigint('The device that traded it.', { nullable: true, references: 'devices.id' }),
    revoked_at: timestamptz('When it was taken back.', { nullable: true }),
  },
});
