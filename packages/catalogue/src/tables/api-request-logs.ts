import { double, inet, integer, text, varchar } from '../column.ts';
import { defineTelemetry } from '../table.ts';

export const apiRequestLogs = defineTelemetry({
  name: 'api_request_logs',
  description: 'Every request that an API answered.',
  partition: 'day',
  retentionDays: 90,
  listPath: 'requests',
  specialFilters: ['status_class'],
  indexes: ['(endpoint, "timestamp")', '(user_id, "timestamp") WHERE (user_id IS NOT NULL)'],
  columns: {
    endpoint: varchar(255, 'The route template, e.g. `/api/v1/devices/{device_id}`.', {
      filter: true,
    }),
    path: varchar(500, 'The path as it was called.', { nullable: true }),
    method: varchar(10, 'The HTTP method.', { filter: true }),
    status_code: integer('The HTTP status of the answer.', {
      filter: true,
      minimum: 100,
      maximum: 999,
    }),
    response_time_ms: double('Milliseconds from request to answer.', {
      nullable: true,
      minimum: 0,
    }),
    user_id: varchar(255, 'The authenticated user, never a placeholder.', {
      nullable: true,
      privacy: 'person',
      filter: true,
    }),
    ip_address: inet('The address of the caller.', { nullable: true, privacy: 'network' }),
    user_agent: varchar(500, 'The program of the caller.', { nullable: true, privacy: 'network' }),
    error_message: text('What went wrong, where something did.', {
      nullable: true,
      privacy: 'free',
    }),
    request_size_bytes: integer('Bytes of the request body.', { nullable: true, minimum: 0 }),
    response_size_bytes: integer('Bytes of the answer.', { nullable: true, minimum: 0 }),
    request_id: varchar(64, 'The id that the service gave the request.', { nullable: true }),
    service: varchar(100, 'The service that answered.', { nullable: true, filter: true }),
  },
});
