import { boolean, inet, integer, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineTelemetry } from '../table.ts';

export const toolUsageLogs = defineTelemetry({
  name: 'tool_usage_logs',
  description: 'Every call of a tool by a person or an agent.',
  partition: 'day',
  retentionDays: 90,
  listPath: 'tool-usage',
  specialFilters: ['min_duration_ms', 'parameters'],
  indexes: [
    '(bcp_name, tool_name, "timestamp")',
    '(user_id, "timestamp") WHERE (user_id IS NOT NULL)',
    'gin (parameters jsonb_path_ops)',
  ],
  columns: {
    bcp_name: varchar(100, 'The pack or server that owns the tool.', { filter: true }),
    tool_name: varchar(100, 'The tool.', { filter: true }),
    operation: varchar(100, 'What it was asked to do.', { filter: true }),
    parameters: jsonb('The arguments.', { nullable: true, privacy: 'free' }),
    response_data: jsonb('The reply.', { nullable: true, privacy: 'free' }),
    user_id: varchar(255, 'The person behind the call.', {
      nullable: true,
      privacy: 'person',
      filter: true,
    }),
    session_id: varchar(255, 'The session of the call.', { nullable: true, filter: true }),
    start_time: timestamptz('When the call began.'),
    end_time: timestamptz('When it ended; absent while it never did.', { nullable: true }),
    duration_ms: integer('Milliseconds between the two, never sent.', {
      nullable: true,
      origin: 'derived',
      minimum: 0,
    }),
    success: boolean('Whether the call did what was asked.', { filter: true }),
    outcome: varchar(20, 'How the call ended.', {
      filter: true,
      values: ['ok', 'tool_error', 'protocol_error', 'timeout', 'cancelled'],
    }),
    error_message: text('What went wrong.', { nullable: true, privacy: 'free' }),
    client_name: varchar(100, 'The calling program.', { nullable: true }),
    client_version: varchar(50, 'Its version.', { nullable: true }),
    protocol_version: varchar(50, 'The version of the protocol spoken.', { nullable: true }),
    request_bytes: integer('Bytes of the request.', { nullable: true, minimum: 0 }),
    response_bytes: integer('Bytes of the reply.', { nullable: true, minimum: 0 }),
    ip_address: inet('The address of the caller.', { nullable: true, privacy: 'network' }),
    user_agent: varchar(500, 'The user agent of the caller.', {
      nullable: true,
      privacy: 'network',
    }),
  },
});
