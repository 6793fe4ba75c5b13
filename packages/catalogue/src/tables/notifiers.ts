import { bigint, boolean, bytea, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

export const notifierKinds = ['webhook', 'email', 'log'] as const;
export type NotifierKind = (typeof notifierKinds)[number];

export const notifiers = defineInventory({
  name: 'notifiers',
  description:
    'Who is told of alerts, and how. One that was removed stays for the log of deliveries.',
  indexes: ['UNIQUE (name) WHERE (removed_at IS NULL)'],
  columns: {
    name: varchar(100, 'The name for people.'),
    kind: varchar(10, 'How it tells.', { values: notifierKinds }),
    configuration: jsonb('Where it tells: `url` of a webhook, `to` of e-mail.'),
    secret: bytea('What a webhook signs with, encrypted with a key of the house.', {
      nullable: true,
      privacy: 'secret',
    }),
    previous_secret: bytea('The one before it, while both sign.', {
      nullable: true,
      privacy: 'secret',
    }),
    previous_secret_until: timestamptz('Until when both sign.', { nullable: true }),
    enabled: boolean('Whether it tells anybody.', { default: 'true' }),
    disabled_reason: text('Why the house switched it off.', { nullable: true }),
    paced_until: timestamptz('Up to when its share of messages is spent, at an even pace.', {
      nullable: true,
    }),
    paused_until: timestamptz('Until when its receiver asked to be left alone.', {
      nullable: true,
    }),
    lease_id: bigint('The delivery under way, held by one server.', { nullable: true }),
    leased_until: timestamptz('When that server counts as gone.', { nullable: true }),
    created_at: timestamptz('When it was made.', { default: 'now()' }),
    updated_at: timestamptz('When it was last changed.', { default: 'now()' }),
    removed_at: timestamptz('When it was removed.', { nullable: true }),
  },
});
