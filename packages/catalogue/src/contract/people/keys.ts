import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { credentialProvenances } from '../../table.ts';
import { keyScopes } from '../../tables/api-keys.ts';
import type { Route } from '../route.ts';
import { administrators } from '../route.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import { withoutNul } from '../schema/plain-schemas.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** A key as lists show it. */
const keyProperties = {
  id: Type.String({ description: 'The public part of the key.' }),
  name: Type.String(),
  scope: Type.Enum(keyScopes),
  provenance: Type.Enum(credentialProvenances),
  username: Type.String({ description: 'The user who answers for it.' }),
  created_at: Type.String(),
  last_used_at: textOrNull,
  expires_at: textOrNull,
  revoked_at: textOrNull,
  allowed_origins: Type.Union([Type.Array(Type.String()), Type.Null()], {
    description: 'Of whose pages a key of scope `browser` is taken; null for other keys.',
  }),
};

export const listKeys = {
  operation: 'listKeys',
  method: 'GET',
  path: '/api/v1/keys',
  resource: 'keys',
  summary: 'The API keys, oldest first, revoked ones too',
  callers: administrators,
  query: pageQuery,
  response: Type.Object({
    data: Type.Array(Type.Object(keyProperties)),
    next_cursor: nextCursorSchema,
  }),
} as const satisfies Route;

export const createKey = {
  operation: 'createKey',
  method: 'POST',
  path: '/api/v1/keys',
  resource: 'keys',
  summary: 'Make an API key',
  description:
    'The answer is the only place where the whole key is ever shown. A key does one thing: `ingest` sends, `read` reads, `admin` administers, `browser` stands in web pages and sends what people do there, `display` shows the fleet on a screen on a wall. Keys that read or administer end with the administrator who answers for them.',
  callers: administrators,
  body: Type.Object({
    name: Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f]*$' }),
    scope: Type.Enum(keyScopes),
    provenance: Type.Optional(
      Type.Enum(credentialProvenances, {
        default: 'real',
        description: 'What is written as provenance of the rows it sends.',
      }),
    ),
    expires_at: Type.Optional(
      Type.String({ description: 'When it ends by itself, in ISO 8601. Never unless given.' }),
    ),
    username: Type.Optional(
      Type.String({
        maxLength: 50,
        pattern: withoutNul,
        description: 'The user who answers for it; who makes it unless given.',
      }),
    ),
    allowed_origins: Type.Optional(
      Type.Array(Type.String({ maxLength: limits.originCharactersMax }), {
        minItems: 1,
        maxItems: limits.originsPerKeyMax,
        description:
          'The origins of the pages that a key of scope `browser` stands in, such as `https://shop.example`. Needed for these keys, and for no others.',
      }),
    ),
  }),
  status: 201,
  response: Type.Object({ ...keyProperties, key: Type.String({ description: 'Shown once.' }) }),
} as const satisfies Route;

export const revokeKey = {
  operation: 'revokeKey',
  method: 'DELETE',
  path: '/api/v1/keys/{id}',
  resource: 'keys',
  summary: 'Take a key back; acts within a second',
  callers: administrators,
  parameters: Type.Object({ id: Type.String({ maxLength: 32, pattern: withoutNul }) }),
  status: 204,
} as const satisfies Route;

/** Every route of this resource. */
export const keyRoutes: readonly Route[] = [listKeys, createKey, revokeKey];
