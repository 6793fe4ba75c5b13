import type { Resource, Route } from '@homepot/catalogue';
import { routes } from '@homepot/catalogue';
import type { ReferencePage } from './reference-page.ts';
import { renderHead, renderTable } from './reference-page.ts';

/** What this page reads of a JSON schema. */
interface Schema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly description?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly default?: unknown;
}

/** `1 to 168`, `at least 1`, `at most 50`; nothing where there is no bound. */
function boundsOf(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return `, ${least} to ${most}`;
  if (least !== undefined) return `, at least ${least}`;
  return most === undefined ? '' : `, at most ${most}`;
}

function typeOf(schema: Schema): string {
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${value}\``).join(', ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  switch (schema.type) {
    case 'array':
      return `${typeOf(schema.items ?? {})}, several`;
    case 'integer':
      return `whole number${boundsOf(schema.minimum, schema.maximum)}`;
    case 'string': {
      const bounds = boundsOf(schema.minLength, schema.maxLength);
      return bounds === '' ? 'text' : `text${bounds} characters`;
    }
    case 'boolean':
      return 'true or false';
    default:
      return schema.type ?? 'any JSON';
  }
}

function meaningOf({ description, default: usual }: Schema): string {
  const otherwise = usual === undefined ? [] : [`\`${usual}\` unless given.`];
  return [...(description === undefined ? [] : [description]), ...otherwise].join(' ');
}

function rowsOf(place: string, schema: Schema | undefined): string[][] {
  return Object.entries(schema?.properties ?? {}).map(([name, property]) => [
    `\`${name}\``,
    place,
    typeOf(property),
    schema?.required?.includes(name) ? 'yes' : '',
    meaningOf(property),
  ]);
}

function renderParameters({ parameters, query, body }: Route): string {
  const rows = [...rowsOf('path', parameters), ...rowsOf('query', query), ...rowsOf('body', body)];
  return rows.length === 0
    ? ''
    : `\n${renderTable(['name', 'in', 'type', 'required', 'meaning'], rows)}\n`;
}

function renderCallers({ callers, fromThisMachine }: Route): string {
  const names = callers.map((caller) => `\`${caller}\``).join(', ');
  return `Who may call: ${names}${fromThisMachine ? ', and everybody on the machine of the server' : ''}.`;
}

function renderRoute(route: Route): string {
  const about = route.description === undefined ? '' : `\n${route.description}\n`;
  return `### ${route.method} ${route.path}\n\n${route.summary}. ${renderCallers(route)} Answers ${route.status ?? 200}.\n${about}${renderParameters(route)}`;
}

const titles: Readonly<Record<Resource, string>> = {
  'sign-in': 'Signing in',
  users: 'Users',
  keys: 'API keys',
  audit: 'The audit trail',
  sites: 'Sites',
  schedules: 'Schedules',
  devices: 'Devices',
  fleet: 'The fleet at a glance',
  'device-credentials': 'Credentials of devices',
  enrolment: 'Enrolment',
  alerts: 'Alerts',
  'alert-rules': 'Rules of alerts',
  retention: 'Keeping and forgetting',
  exports: 'Exports',
  archive: 'The archive',
  errors: 'Groups of errors',
  'device-reports': 'Reports of devices',
  jobs: 'Jobs',
  commands: 'Commands for devices',
  'config-changes': 'Changes of configuration',
  ingest: 'Sending',
  browser: 'Sending from web pages',
  otlp: 'Sending with OpenTelemetry',
  analytics: 'Reading rows',
  metrics: 'Metrics',
  rollups: 'Recount of numbers',
  tables: 'Tables and quarantine',
  'data-quality': 'Quality of the data',
  demo: 'Demo',
  live: 'Live',
  sessions: 'Sessions of people and agents',
  health: 'Health',
  notifiers: 'Notifiers and what they delivered',
};

function renderResource(resource: string, title: string): string {
  const own = routes.filter((route) => route.resource === resource);
  return [`## ${title}\n`, ...own.map(renderRoute)].join('\n');
}

const lead = `Every route, from the contract that the server checks requests against. The same as OpenAPI is at
\`/openapi.json\` of a server, and for people at \`/docs\`. What goes wrong is told by the codes of [errors](errors.md).

\`member\` is any signed-in user and \`admin\` an administrator; \`ingest\`, \`read\` and \`admin-key\` are API keys of the
scopes \`ingest\`, \`read\` and \`admin\`; \`device\` is a device by its credential, \`anonymous\` everybody.`;

/** The HTTP API. */
export const routesPage: ReferencePage = {
  file: 'http.md',
  render: () =>
    [
      renderHead('HTTP API', lead),
      ...Object.entries(titles).map(([resource, title]) => renderResource(resource, title)),
    ].join('\n'),
};
