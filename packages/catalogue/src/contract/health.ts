import { Type } from 'typebox';
import type { Route } from './route.ts';

/** Whether the process runs; says nothing about what it can reach. */
export const readLiveness = {
  operation: 'readLiveness',
  method: 'GET',
  path: '/health/live',
  resource: 'health',
  summary: 'Whether the server process runs',
  callers: ['anonymous'],
  unlogged: true,
  response: Type.Object({ status: Type.Literal('live'), version: Type.String() }),
} as const satisfies Route;

/** Whether the door takes batches, and how each part is. */
export const readReadiness = {
  operation: 'readReadiness',
  method: 'GET',
  path: '/health/ready',
  resource: 'health',
  summary: 'Whether the server takes batches',
  description:
    'Answers 200 while batches are taken: `ready`, or `degraded` while the database is away and the spool takes its place. Answers 503 (`refusing`) when the door refuses: while starting, while stopping, and when the spool is full.',
  callers: ['anonymous'],
  unlogged: true,
  response: Type.Object({
    status: Type.Enum(['ready', 'degraded', 'refusing']),
    parts: Type.Object({
      database: Type.Enum(['ok', 'unreachable']),
      spool: Type.Enum(['ok', 'full', 'failed']),
      drain: Type.Enum(['ok', 'behind', 'stalled']),
      mqtt: Type.Enum(['ok', 'unreachable', 'off'], {
        description: 'Whether devices can report over MQTT.',
      }),
    }),
  }),
} as const satisfies Route;

/** The numbers of every room, for Prometheus. */
export const readServerMetrics = {
  operation: 'readServerMetrics',
  method: 'GET',
  path: '/metrics',
  resource: 'health',
  summary: 'The numbers of the server itself, in the text format of Prometheus',
  callers: ['read', 'admin', 'admin-key'],
  fromThisMachine: true,
  unlogged: true,
  response: Type.String(),
} as const satisfies Route;

/** Every route of this resource. */
export const healthRoutes: readonly Route[] = [readLiveness, readReadiness, readServerMetrics];
