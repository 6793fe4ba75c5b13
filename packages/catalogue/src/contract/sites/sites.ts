import { Type } from 'typebox';
import type { Route } from '../route.ts';
import { administrators, fleetReaders } from '../route.ts';
import { siteIdSchema, siteParameters } from '../schema/fleet-schemas.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import { numberOrNull, plainText, textOrNull } from '../schema/plain-schemas.ts';

/** A site as the API shows it. */
const siteSchema = Type.Object({
  site_id: Type.String(),
  name: Type.String(),
  description: textOrNull,
  location: textOrNull,
  latitude: numberOrNull,
  longitude: numberOrNull,
  timezone: Type.String(),
  is_active: Type.Boolean(),
  devices: Type.Integer({ description: 'Active devices that stand there.' }),
  created_at: Type.String(),
  updated_at: Type.String(),
});

const changeable = {
  name: plainText(100, 'The name for people.'),
  description: Type.Union([plainText(2_000, 'What kind of place it is.'), Type.Null()]),
  location: Type.Union([plainText(200, 'The address.'), Type.Null()]),
  latitude: Type.Union([Type.Number({ minimum: -90, maximum: 90 }), Type.Null()]),
  longitude: Type.Union([Type.Number({ minimum: -180, maximum: 180 }), Type.Null()]),
  timezone: plainText(64, 'IANA time zone, e.g. `Europe/London`.'),
};

export const listSites = {
  operation: 'listSites',
  method: 'GET',
  path: '/api/v1/sites',
  resource: 'sites',
  summary: 'The sites, oldest first',
  callers: fleetReaders,
  query: Type.Object({
    ...pageQuery.properties,
    include_inactive: Type.Optional(Type.Boolean({ default: false })),
  }),
  response: Type.Object({ data: Type.Array(siteSchema), next_cursor: nextCursorSchema }),
} as const satisfies Route;

export const createSite = {
  operation: 'createSite',
  method: 'POST',
  path: '/api/v1/sites',
  resource: 'sites',
  summary: 'Enter a site',
  callers: administrators,
  body: Type.Object(
    {
      site_id: siteIdSchema,
      name: changeable.name,
      description: Type.Optional(changeable.description),
      location: Type.Optional(changeable.location),
      latitude: Type.Optional(changeable.latitude),
      longitude: Type.Optional(changeable.longitude),
      timezone: Type.Optional(changeable.timezone),
    },
    { additionalProperties: false },
  ),
  status: 201,
  response: siteSchema,
} as const satisfies Route;

export const showSite = {
  operation: 'showSite',
  method: 'GET',
  path: '/api/v1/sites/{site_id}',
  resource: 'sites',
  summary: 'One site',
  callers: fleetReaders,
  parameters: siteParameters,
  response: siteSchema,
} as const satisfies Route;

export const updateSite = {
  operation: 'updateSite',
  method: 'PATCH',
  path: '/api/v1/sites/{site_id}',
  resource: 'sites',
  summary: 'Change a site',
  callers: administrators,
  parameters: siteParameters,
  body: Type.Object(
    {
      name: Type.Optional(changeable.name),
      description: Type.Optional(changeable.description),
      location: Type.Optional(changeable.location),
      latitude: Type.Optional(changeable.latitude),
      longitude: Type.Optional(changeable.longitude),
      timezone: Type.Optional(changeable.timezone),
      is_active: Type.Optional(Type.Boolean({ description: 'true brings a removed site back.' })),
    },
    { additionalProperties: false },
  ),
  response: siteSchema,
} as const satisfies Route;

export const removeSite = {
  operation: 'removeSite',
  method: 'DELETE',
  path: '/api/v1/sites/{site_id}',
  resource: 'sites',
  summary: 'Remove a site',
  description:
    'It is kept and marked as removed, with all that was recorded there. A site with active devices is refused.',
  callers: administrators,
  parameters: siteParameters,
  status: 204,
} as const satisfies Route;

/** Every route of this resource. */
export const siteRoutes: readonly Route[] = [
  listSites,
  createSite,
  showSite,
  updateSite,
  removeSite,
];
