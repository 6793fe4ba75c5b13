import { bigint, boolean, inet, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

export const deviceStates = [
  'online',
  'degraded',
  'error',
  'offline',
  'maintenance',
  'unknown',
] as const;
export type DeviceState = (typeof deviceStates)[number];

export const devices = defineInventory({
  name: 'devices',
  description: 'The terminals and what is known of each now.',
  unique: [['device_id']],
  indexes: ['(site_id)'],
  columns: {
    device_id: varchar(100, 'The name in the API, e.g. `pos-terminal-006`.'),
    name: varchar(100, 'The name for people.'),
    device_type: varchar(50, 'What it is, e.g. `pos_terminal`.'),
    status: varchar(20, 'Its state now.', {
      values: deviceStates,
      default: "'unknown'::character varying",
    }),
    status_since: timestamptz('Since when.', { default: 'now()' }),
    status_reason: text('Why, in words.', { nullable: true, privacy: 'free' }),
    site_id: bigint('The site it stands in.', { references: 'sites.id' }),
    segment: varchar(100, 'The group that jobs address, e.g. `pos-terminals`.', { nullable: true }),
    ip_address: inet('Its address.', { nullable: true, privacy: 'network' }),
    firmware_version: varchar(50, 'Its firmware.', { nullable: true }),
    agent_version: varchar(50, 'The version of its agent.', { nullable: true }),
    config: jsonb('Its configuration.', { default: "'{}'::jsonb", privacy: 'free' }),
    config_version: varchar(50, 'The version of that.', { nullable: true }),
    is_active: boolean('False once the device is removed.', { default: 'true' }),
    last_seen: timestamptz('When it last reported.', { nullable: true }),
    created_at: timestamptz('When it was entered.', { default: 'now()' }),
    updated_at: timestamptz('When it was last changed.', { default: 'now()' }),
  },
});
