import { dataFolders } from './data-folder.ts';
import { thinning } from './wire/thinning.ts';

/** How a setting is written in the environment. */
export type SettingType =
  | { readonly kind: 'text' }
  | { readonly kind: 'flag' }
  /** Proxies before the server: a number of them, or their addresses. */
  | { readonly kind: 'proxies' }
  /** Networks in CIDR notation, separated by commas. */
  | { readonly kind: 'networks' }
  | { readonly kind: 'integer'; readonly minimum: number; readonly maximum: number }
  | { readonly kind: 'url'; readonly protocols: readonly string[] }
  | { readonly kind: 'choice'; readonly values: readonly string[] };

/** One setting of the server. */
export interface Setting {
  readonly type: SettingType;
  readonly description: string;
  /** Written as in the environment; absent = unset unless given. */
  readonly default?: string;
  /** Never printed. */
  readonly secret?: boolean;
}

const integer = (minimum: number, maximum: number) =>
  ({ kind: 'integer', minimum, maximum }) as const satisfies SettingType;
const flag = { kind: 'flag' } as const satisfies SettingType;
const text = { kind: 'text' } as const satisfies SettingType;

/** Every environment variable that the server reads, once. */
export const settings = {
  HOST: { type: text, default: '127.0.0.1', description: 'Address to listen on.' },
  PORT: {
    type: integer(0, 65_535),
    default: '8000',
    description: 'Port to listen on; 0 takes a free one.',
  },
  DATA_DIR: {
    type: text,
    description: `Folder for the spool, the secrets and the embedded database. Unset: ${dataFolders.ofRoot} as root, else ~/${dataFolders.belowHome}.`,
  },
  DATABASE_URL: {
    type: { kind: 'url', protocols: ['postgres:', 'postgresql:'] },
    description: 'PostgreSQL 15 or newer. Unset: an embedded one in DATA_DIR.',
    secret: true,
  },
  DATABASE_CONNECTIONS_MAX: {
    type: integer(4, 200),
    default: '12',
    description: 'Connections to PostgreSQL at most, besides one that hears notifications.',
  },
  PUBLIC_URL: {
    type: { kind: 'url', protocols: ['http:', 'https:'] },
    description:
      'The address people use, where a proxy stands before the server. https makes cookies Secure.',
  },
  SECRET_KEY: {
    type: text,
    description:
      'At least 32 characters; keys the hashes of credentials and encrypts the secrets of webhooks. Servers that share a database share it. Unset: made once in DATA_DIR.',
    secret: true,
  },
  TRUST_PROXY: {
    type: { kind: 'proxies' },
    default: 'false',
    description:
      'Whose X-Forwarded-For and X-Forwarded-Proto are believed: those of so many proxies in a row before the server (`true` is 1), or of proxies with these addresses.',
  },
  REGISTRATION_ENABLED: {
    type: flag,
    default: 'true',
    description: 'Whether anyone may register as a member.',
  },
  RATE_LIMIT_PER_MINUTE: {
    type: integer(1, 10_000_000),
    default: '60000',
    description: 'Requests a minute that one credential may make.',
  },
  LOGIN_LIMIT_PER_MINUTE: {
    type: integer(1, 100_000),
    default: '30',
    description: 'Sign-ins and registrations a minute from one address.',
  },
  ANONYMOUS_ERRORS_PER_MINUTE: {
    type: integer(0, 1_000_000),
    default: '120',
    description: 'Errors a minute taken from browsers that are not signed in, from one address.',
  },
  BROWSER_BATCHES_PER_MINUTE: {
    type: integer(1, 10_000_000),
    default: '6000',
    description: 'Batches a minute taken from web pages by one key, from all their visitors.',
  },
  BROWSER_BATCHES_PER_ADDRESS_PER_MINUTE: {
    type: integer(1, 1_000_000),
    default: '300',
    description: 'Batches a minute taken from web pages, from one address.',
  },
  ANALYTICS_ENABLED: {
    type: flag,
    default: 'true',
    description: 'Whether the server logs its own requests.',
  },
  ANALYTICS_RETENTION_DAYS: {
    type: integer(1, 36_500),
    description:
      'Days that telemetry is kept, in each table that nobody has made a policy of its own for. Unset: what docs/reference/tables.md says of the table. The same for all servers of a database.',
  },
  RETENTION_ENABLED: {
    type: flag,
    default: 'true',
    description: 'Whether what is older than its policy is archived and removed once a day.',
  },
  RETENTION_HOUR: {
    type: integer(0, 23),
    default: '2',
    description: 'The hour of the day, in UTC, at which that begins.',
  },
  SAMPLE_DATA: {
    type: flag,
    default: 'true',
    description: 'Whether a new database gets sample data.',
  },
  SPOOL_LANES: {
    type: integer(1, 16),
    default: '2',
    description: 'Spools, each with its own drain and connection.',
  },
  SPOOL_BYTES_MAX: {
    type: integer(67_108_864, 1_099_511_627_776),
    default: '8589934592',
    description: 'Bytes of all spools together at which new batches are refused with 503.',
  },
  SPOOL_REPLAY_MINUTES: {
    type: integer(0, 10_080),
    default: '10',
    description:
      'Minutes that a drained segment is kept, in case the database comes back older than it was.',
  },
  INGEST_PAST_DAYS: {
    type: integer(1, 3_650),
    default: '30',
    description: 'How old a record may be; older goes to quarantine.',
  },
  INGEST_FUTURE_MINUTES: {
    type: integer(0, 1_440),
    default: '10',
    description: 'How far ahead a record may be; farther goes to quarantine.',
  },
  THIN_CHANGE_PERCENT: {
    type: integer(0, 100),
    default: String(thinning.changePercent),
    description:
      'Change of a device metric, in percent of the last stored value, that is stored at once. 0 stores every row.',
  },
  THIN_SNAPSHOT_SECONDS: {
    type: integer(1, 86_400),
    default: String(thinning.snapshotSeconds),
    description: 'Seconds after which a row of device metrics is stored whatever it says.',
  },
  MQTT_ENABLED: {
    type: flag,
    default: 'true',
    description: 'Whether devices may report over MQTT.',
  },
  MQTT_URL: {
    type: { kind: 'url', protocols: ['mqtt:', 'mqtts:', 'ws:', 'wss:'] },
    description:
      'An external MQTT broker, with the user and password of the server. Unset: a broker of its own.',
    secret: true,
  },
  MQTT_PUBLIC_URL: {
    type: { kind: 'url', protocols: ['mqtt:', 'mqtts:', 'ws:', 'wss:'] },
    description: 'The address of the broker that devices are told, where it differs.',
  },
  MQTT_PORT: {
    type: integer(0, 65_535),
    description:
      'Port of the own broker, at HOST; 0 takes a free one. Unset: that of the last start, else 1883, or a free one where that is taken.',
  },
  MQTT_SECURITY: {
    type: { kind: 'choice', values: ['dynamic-security', 'broker'] },
    default: 'dynamic-security',
    description:
      'How an external broker knows the devices: HOMEPOT tells the dynamic security plugin of Mosquitto, or the broker is told by whoever hosts it.',
  },
  CONFIGURATION_WINDOW_SECONDS: {
    type: integer(10, 86_400),
    default: '1800',
    description: 'Seconds of the windows before and after a change of configuration.',
  },
  WEBHOOK_ALLOWED_NETWORKS: {
    type: { kind: 'networks' },
    default: '',
    description:
      'Networks that are not public to which webhooks may be sent all the same, such as 10.1.0.0/16. None unless given.',
  },
  WEBHOOK_HTTP_ALLOWED: {
    type: flag,
    default: 'false',
    description:
      'Whether webhooks may be sent to http:// addresses, which everybody on the way can read.',
  },
  SMTP_URL: {
    type: { kind: 'url', protocols: ['smtp:', 'smtps:'] },
    description:
      'The mail server that e-mail notifiers send by, with its user and password: smtps://user:password@mail.example:465.',
    secret: true,
  },
  SMTP_FROM: {
    type: text,
    description: 'Whom e-mail is from, e.g. `HOMEPOT <homepot@example.com>`. Needed for e-mail.',
  },
  ARCHIVE_URL: {
    type: text,
    description:
      'Where rows go that leave the database: a folder, or `s3://bucket/prefix`. Unset: `archive` in DATA_DIR. Servers that share a database share it.',
  },
  ARCHIVE_S3_ENDPOINT: {
    type: { kind: 'url', protocols: ['http:', 'https:'] },
    description:
      'The service that the bucket of ARCHIVE_URL is at, where it is not that of Amazon: https://minio.example:9000.',
  },
  ARCHIVE_S3_REGION: { type: text, default: 'us-east-1', description: 'The region of the bucket.' },
  ARCHIVE_S3_ACCESS_KEY_ID: { type: text, description: 'The name of the key for the bucket.' },
  ARCHIVE_S3_SECRET_ACCESS_KEY: {
    type: text,
    description: 'The secret of the key for the bucket.',
    secret: true,
  },
  LOG_LEVEL: {
    type: {
      kind: 'choice',
      values: ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
    },
    default: 'info',
    description: 'What is logged.',
  },
} as const satisfies Record<string, Setting>;

/** The name of a setting. */
export type SettingName = keyof typeof settings;
