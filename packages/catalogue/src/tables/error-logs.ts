import { boolean, jsonb, text, timestamptz, varchar } from '../column.ts';
import { defineTelemetry, trust } from '../table.ts';

/** Where an error may arise. */
export const errorCategories = [
  'api',
  'database',
  'external_service',
  'validation',
  'device',
  'frontend',
  'tool',
] as const;
export type ErrorCategory = (typeof errorCategories)[number];

/** How bad an error may be, from the least to the worst. */
export const errorSeverities = ['debug', 'info', 'warning', 'error', 'critical'] as const;
export type ErrorSeverity = (typeof errorSeverities)[number];

export const errorLogs = defineTelemetry({
  name: 'error_logs',
  description: 'Errors of services, devices, pages and tools.',
  partition: 'week',
  retentionDays: 365,
  listPath: 'errors',
  specialFilters: ['search', 'context', 'tool_context'],
  deviceMaySend: true,
  indexes: [
    '(fingerprint, "timestamp")',
    '(device_id, "timestamp") WHERE (device_id IS NOT NULL)',
    '(severity, "timestamp")',
    'gin (context jsonb_path_ops)',
    'gin (tool_context jsonb_path_ops)',
  ],
  extensionIndexes: [{ extension: 'pg_trgm', index: 'gin (error_message gin_trgm_ops)' }],
  columns: {
    category: varchar(50, 'Where it arose.', {
      filter: true,
      values: errorCategories,
      aliases: { external: 'external_service' },
    }),
    severity: varchar(20, 'How bad it is.', {
      filter: true,
      values: errorSeverities,
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
      'What groups like errors: a hash of category, code, type, the message without its numbers, ids and quotes, and the top of the stack. A sender that knows better sends a word of its own, kept as `sent:` and the word. Errors whose sender was not proven have hashes of their own.',
      {
        derivable: true,
        filter: true,
      },
    ),
    resolved: boolean('Whether its group is resolved and it is not newer; known when it is read.', {
      origin: 'server',
      fallback: false,
      filter: true,
    }),
    resolved_at: timestamptz('When its group was resolved.', {
      nullable: true,
      origin: 'server',
    }),
    resolved_by: varchar(255, 'Who resolved its group.', {
      nullable: true,
      origin: 'server',
      privacy: 'person',
    }),
    resolution_notes: text('The notes about its group.', {
      nullable: true,
      origin: 'server',
      privacy: 'free',
    }),
    trust,
  },
});
