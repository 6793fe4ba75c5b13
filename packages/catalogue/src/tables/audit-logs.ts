import { bytea, inet, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineLedger } from '../table.ts';

export const auditLogs = defineLedger({
  name: 'audit_logs',
  description:
    'Who did what to the house, as a hash chain: an edited, removed or reordered row is detected.',
  timeColumn: 'created_at',
  retentionDays: 730,
  listPath: 'audit-logs',
  indexes: ['(created_at, id)', '(event_type, created_at)'],
  columns: {
    created_at: timestamptz('When it was done.'),
    event_type: varchar(50, 'What was done.', { filter: true }),
    description: text('What was done, in words.'),
    user_id: varchar(255, 'Who did it; absent where the house itself did.', {
      nullable: true,
      privacy: 'person',
      filter: true,
    }),
    job_id: varchar(100, 'The job it was about.', { nullable: true, filter: true }),
    device_id: varchar(255, 'The device it was about.', { nullable: true, filter: true }),
    site_id: varchar(50, 'The site it was about.', { nullable: true, filter: true }),
    old_values: jsonb('The values before.', { nullable: true, privacy: 'free' }),
    new_values: jsonb('The values after.', { nullable: true, privacy: 'free' }),
    event_metadata: jsonb('Further facts.', { nullable: true, privacy: 'free' }),
    ip_address: inet('The address of the caller.', { nullable: true, privacy: 'network' }),
    user_agent: varchar(500, 'The program of the caller.', { nullable: true, privacy: 'network' }),
    prev_hash: bytea('The hash of the row before.'),
    hash: bytea('SHA-256 over the row and prev_hash.'),
  },
});
