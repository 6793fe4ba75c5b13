import { bigint, boolean, inet, integer, jsonb, text, timestamptz, varchar } from '../column.ts';
import { credentialProvenances, defineInventory } from '../table.ts';

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
  indexes: ['(site_id)', '(segment)'],
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
    config_version: varchar(50, 'The version of it, as the device reported it last.', {
      nullable: true,
    }),
    is_active: boolean('False once the device is removed.', { default: 'true' }),
    last_seen: timestamptz('When its last report arrived.', { nullable: true }),
    created_at: timestamptz('When it was entered.', { default: 'now()' }),
    updated_at: timestamptz('When it was last changed.', { default: 'now()' }),
    provenance: varchar(
      10,
      'Whether it is a real device; fixes the provenance of what is told of it.',
      {
        values: credentialProvenances,
        default: "'real'::character varying",
      },
    ),
    report_interval_seconds: integer('Seconds between two of its reports.', {
      default: '5',
      minimum: 1,
    }),
    clock_skew_ms: integer('How far its clock is behind the server; negative: ahead.', {
      nullable: true,
    }),
    device_info: jsonb('Model, operating system and sizes, as it reported them last.', {
      nullable: true,
      privacy: 'free',
    }),
    services: jsonb('The states of its services, as it reported them last.', {
      nullable: true,
      privacy: 'free',
    }),
    disconnected_at: timestamptz('When its connection was lost; absent while it is connected.', {
      nullable: true,
    }),
    reported_at: timestamptz(
      'When the report was made that its state rests on, by the clock of the server.',
      { nullable: true },
    ),
  },
});
