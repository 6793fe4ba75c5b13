import { boolean, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineTelemetry } from '../table.ts';

export const errorLogs = defineTelemetry({
  name: 'error_logs',
  description: 'Errors of services, devices, pages and tools.',
  partition: 'week',
  retentionDays: 365,
  listPath: 'errors',
  deviceMaySend: true,
  indexes: [
    '(fingerprint, "timestamp")',
    '(device_id, "timestamp") WHERE (device_id IS NOT NULL)',
    '(severity, "timestamp")',
  ],
  columns: {
    category: varchar(50, 'Where it arose.', {
      filter: true,
      values: ['api', 'database', 'external_service', 'validation', 'device', 'frontend', 'tool'],
      aliases: { external: 'external_service' },
    }),
    severity: varchar(20, 'How bad it is.', {
      filter: true,
      values: ['debug', 'info', 'warning', 'error', 'critical'],
      aliases: { warn: 'warning', fatal: 'critical' },
    }),
    error_code: varchar(50, 'Code of the error.', { nullable: true, filter: true }),
    error_message: text('The error in words.', { privacy: 'free' }),
    stack_trace: text('Where in the program.', { nullable: true, privacy: 'free' }),
    endpoint: varchar(255, 'The route that was called.', { nullable: true }),
    user_id: varchar(255, 'The person it happened to.', {
      nullable: true,
      privacy: 'person',
      filter: true,
    }),
    device_id: varchar(255, 'The device it happened on.', { nullable: true, filter: true }),
    session_id: varchar(255, 'The session it happened in.', { nullable: true }),
    request_id: varchar(64, 'The request it happened in.', { nullable: true }),
    context: jsonb('Further facts.', { privacy: 'free', fallback: '{}' }),
    tool_context: jsonb('Tool, operation and parameters, where a tool failed.', {
      nullable: true,
      privacy: 'free',
    }),
    fingerprint: varchar(
      64,
      'What groups like errors: a hash of category, code and the message without its numbers, ids and quotes.',
      {
        origin: 'derived',
        filter: true,
      },
    ),
    resolved: boolean('Whether somebody dealt with it.', {
      origin: 'server',
      fallback: false,
      filter: true,
    }),
    resolved_at: timestamptz('When it was resolved.', { nullable: true, origin: 'server' }),
    resolved_by: varchar(255, 'Who resolved it.', {
      nullable: true,
      origin: 'server',
      privacy: 'person',
    }),
    resolution_notes: text('What was done.', { nullable: true, origin: 'server', privacy: 'free' }),
  },
});
