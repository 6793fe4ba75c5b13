import type { Static } from 'typebox';
import { Type } from 'typebox';

/** The states of a service of a device; the first two are good. */
export const serviceStates = ['running', 'connected', 'error', 'disconnected', 'offline'] as const;
export type ServiceState = (typeof serviceStates)[number];

const amount = (description: string) => Type.Number({ minimum: 0, description });
const percent = (description: string) => Type.Number({ minimum: 0, maximum: 100, description });
const count = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 2_147_483_647, description });
const text = (maxLength: number, description: string) => Type.String({ maxLength, description });

/** What a device measures. What it cannot measure it leaves out. */
const metrics = Type.Object(
  {
    cpu_percent: Type.Optional(percent('Processor use.')),
    memory_percent: Type.Optional(percent('Memory use.')),
    disk_percent: Type.Optional(percent('Disk use.')),
    network_latency_ms: Type.Optional(amount('Milliseconds to the network.')),
    transaction_count: Type.Optional(count('Transactions so far today.')),
    transaction_volume: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 999_999_999_999.99,
        description: 'Value of the transactions so far today.',
      }),
    ),
    currency: Type.Optional(Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217.' })),
    error_rate: Type.Optional(percent('Errors, in percent of transactions.')),
    active_connections: Type.Optional(count('Open connections.')),
    queue_depth: Type.Optional(count('Items waiting.')),
  },
  { additionalProperties: false },
);

const deviceInfo = Type.Object(
  {
    model: Type.Optional(text(100, 'e.g. `POS-Terminal-X1`.')),
    firmware: Type.Optional(text(50, 'e.g. `2.4.1`.')),
    os: Type.Optional(text(100, 'e.g. `Linux ARM`.')),
    memory_mb: Type.Optional(amount('Memory.')),
    storage_gb: Type.Optional(amount('Storage.')),
    uptime_seconds: Type.Optional(amount('Seconds since it was switched on.')),
  },
  { additionalProperties: false },
);

/**
 * What a device tells of itself every few seconds. The device writes it once and keeps it until it
 * is taken; `report_id` lets it be sent again. `sent_at` is written anew at each send: its distance
 * from `measured_at` tells how late the report is by the clock of the device alone.
 */
export const deviceReport = Type.Object(
  {
    report_id: Type.String({
      pattern: '^[\\x21-\\x7e]{1,100}$',
      description: 'The same id twice is stored once; a UUIDv7 is best.',
    }),
    sequence: Type.Integer({
      minimum: 0,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'Counts up by one a report, never back.',
    }),
    measured_at: Type.String({ description: 'When it was measured, ISO 8601 with a zone.' }),
    sent_at: Type.String({ description: 'When it was handed to the network.' }),
    interval_seconds: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 86_400, description: 'Seconds to the next report.' }),
    ),
    status: Type.Enum(['healthy', 'unhealthy'], { description: 'What the device makes of it.' }),
    response_time_ms: Type.Optional(count('Milliseconds that its check took.')),
    device_info: Type.Optional(deviceInfo),
    services: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]{0,49}$' }), Type.Enum(serviceStates), {
        maxProperties: 50,
        description: 'pos_app, payment_gateway, database, network, and what else it has.',
      }),
    ),
    metrics: Type.Optional(metrics),
    config_version: Type.Optional(text(50, 'The configuration it runs with.')),
    agent_version: Type.Optional(text(50, 'The version of its agent.')),
    error: Type.Optional(
      Type.Object(
        {
          code: Type.Optional(text(50, 'e.g. `payment_gateway_timeout`.')),
          message: text(2_000, 'e.g. `Payment gateway timeout`.'),
        },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);
export type DeviceReport = Static<typeof deviceReport>;
