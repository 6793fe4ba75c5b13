import { bigint, integer, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineInventory } from '../table.ts';

export const deliveryStates = ['waiting', 'sent', 'failed', 'given_up', 'cancelled'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

export const notificationDeliveries = defineInventory({
  name: 'notification_deliveries',
  description: 'What each notifier was given to tell, and how that went.',
  unique: [['event_id', 'notifier_id']],
  indexes: [
    "(notifier_id, next_attempt_at, id) WHERE ((state)::text = 'waiting'::text)",
    "(notifier_id, subject, id) WHERE ((state)::text = 'waiting'::text)",
    '(notifier_id, id)',
    '(ended_at) WHERE (ended_at IS NOT NULL)',
  ],
  columns: {
    event_id: varchar(
      100,
      'The event. Receivers know it as `webhook-id`, the same at each attempt.',
    ),
    notifier_id: bigint('Who tells.', { references: 'notifiers.id' }),
    event_type: varchar(50, 'What happened, e.g. `alert.firing`.'),
    subject: varchar(255, 'What it happened to; events of one subject are told in their order.'),
    payload: jsonb('What is told: `type`, `timestamp`, `data`.', { privacy: 'free' }),
    state: varchar(10, 'How far it is.', {
      values: deliveryStates,
      default: "'waiting'::character varying",
    }),
    attempt: integer('Attempts that were begun.', { default: '0' }),
    next_attempt_at: timestamptz('When it is due.'),
    last_status_code: integer('What the receiver answered last.', { nullable: true }),
    last_error: text('Why the last attempt failed, in words.', { nullable: true }),
    response_excerpt: varchar(500, 'How the last answer began.', { nullable: true }),
    response_time_ms: integer('Milliseconds that the last attempt took.', { nullable: true }),
    created_at: timestamptz('When it was enqueued.', { default: 'now()' }),
    attempted_at: timestamptz('When the last attempt began.', { nullable: true }),
    sent_at: timestamptz('When the receiver took it.', { nullable: true }),
    ended_at: timestamptz('When it left the state waiting.', { nullable: true }),
  },
});
