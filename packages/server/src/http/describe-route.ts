import type { Caller, Problem, Route } from '@homepot/catalogue';
import type { FastifySchema } from 'fastify';
import { Type } from 'typebox';

/** A problem as OpenAPI shows it. */
const problemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String(),
    detail: Type.String(),
    path: Type.Optional(Type.String()),
    request_id: Type.String(),
  } satisfies Record<keyof Problem, unknown>,
  { title: 'Problem', additionalProperties: true },
);

type Security = readonly Readonly<Record<string, readonly string[]>>[];

const schemeOf: Readonly<Record<Caller, Security>> = {
  anonymous: [{}],
  member: [{ session: [] }, { bearer: [] }],
  admin: [{ session: [] }, { bearer: [] }],
  ingest: [{ apiKey: [] }, { bearer: [] }],
  read: [{ apiKey: [] }, { bearer: [] }],
  'admin-key': [{ apiKey: [] }, { bearer: [] }],
  device: [{ bearer: [] }],
  display: [{ apiKey: [] }, { bearer: [] }],
  browser: [{ queryKey: [] }, { apiKey: [] }, { bearer: [] }],
};

/** The security requirements of OpenAPI: any one of them is enough. */
function securityOf(callers: readonly Caller[]): Security {
  const all = callers.flatMap((caller) => schemeOf[caller]);
  const texts = new Set(all.map((requirement) => JSON.stringify(requirement)));
  return [...texts].map((text) => JSON.parse(text));
}

function errorStatuses(route: Route): number[] {
  const takesInput =
    route.parameters !== undefined || route.query !== undefined || route.method !== 'GET';
  return [
    ...(takesInput ? [400] : []),
    ...(route.callers.includes('anonymous') ? [] : [401, 403]),
    ...(route.parameters === undefined ? [] : [404]),
    429,
    500,
    503,
  ];
}

function answersOf(route: Route): Record<number, unknown> {
  const problem = {
    description: 'What went wrong.',
    content: { 'application/problem+json': { schema: problemSchema } },
  };
  const status = route.status ?? 200;
  const answer = route.response ?? Type.Null({ description: 'No content.' });
  return Object.fromEntries([
    [status, answer],
    ...errorStatuses(route).map((code) => [code, problem]),
  ]);
}

function describeCallers(callers: readonly Caller[]): string {
  const names = callers.map((caller) => `\`${caller}\``);
  return `Who may call: ${names.join(', ')}.`;
}

/** What Fastify checks and OpenAPI tells of a route, both from its contract. */
export function describeRoute(route: Route): FastifySchema & Record<string, unknown> {
  const description = [route.description, describeCallers(route.callers)];
  return {
    operationId: route.operation,
    tags: [route.resource],
    summary: route.summary,
    description: description.filter((part) => part !== undefined).join('\n\n'),
    security: securityOf(route.callers),
    ...(route.parameters === undefined ? {} : { params: route.parameters }),
    ...(route.query === undefined ? {} : { querystring: route.query }),
    ...(route.body === undefined ? {} : { body: route.body }),
    response: answersOf(route),
  };
}
