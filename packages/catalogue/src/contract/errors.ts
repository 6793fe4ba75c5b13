import { Type } from 'typebox';
import { callerLimits as limits } from '../limits.ts';
import { provenances } from '../table.ts';
import { errorGroupStatuses } from '../tables/error-groups.ts';
import { errorCategories, errorLogs, errorSeverities } from '../tables/error-logs.ts';
import type { Route } from './route.ts';
import { administrators, readers } from './route.ts';
import { nextCursorSchema } from './schema/paging.ts';
import {
  integerOrNull,
  jsonObject,
  plainText,
  textOrNull,
  withoutNul,
} from './schema/plain-schemas.ts';
import { rowSchema } from './schema/row-schema.ts';

/** What the groups of errors can be ordered by, the usual one first. */
export const errorGroupSorts = ['last_seen', 'first_seen', 'count', 'users'] as const;

const count = (description: string) => Type.Integer({ description });
const instant = (description: string) => Type.String({ description });

/** A fingerprint in a path or a body. */
const fingerprintSchema = Type.String({ minLength: 1, maxLength: 64, pattern: withoutNul });
const parameters = Type.Object({ fingerprint: fingerprintSchema });

/** What people see of a group wherever it is shown. */
const group = {
  fingerprint: Type.String(),
  title: Type.String({ description: 'That which somebody gave it, else type and message.' }),
  category: Type.String(),
  severity: Type.String({ description: 'The worst of its errors.' }),
  error_type: textOrNull,
  error_code: textOrNull,
  status: Type.Enum(errorGroupStatuses),
  provenance: Type.String({ description: 'The provenance of its first error.' }),
  count: count('Errors in the range.'),
  devices: count('Devices that they happened on, in the days of the range.'),
  users: count('People that they happened to, in the days of the range.'),
  first_seen: instant('When the first happened, whatever the range.'),
  last_seen: Type.Union([Type.String(), Type.Null()], {
    description: 'When the last in the range happened.',
  }),
  resolved_at: textOrNull,
  resolved_by: textOrNull,
  ignored_until: textOrNull,
  notes: textOrNull,
  regressed_at: Type.Union([Type.String(), Type.Null()], {
    description: 'When an error last reopened it after it was resolved.',
  }),
  regressions: count('How often that happened.'),
  merged: count('Groups that somebody merged into this one.'),
};

const range = {
  from: instant('Start of the range.'),
  to: instant('End of the range, exclusive.'),
  interval: Type.Enum(['hour', 'day'], { description: 'The length of one step of `series`.' }),
};

const series = Type.Array(Type.Integer(), {
  description: 'Errors in each hour, or day, of the range, from `from` on.',
});

const optionalText = (description: string) => Type.Optional(Type.String({ description }));
const optionalTexts = (description: string) =>
  Type.Optional(
    Type.Array(Type.String(), {
      description: `${description} Several, repeated or separated by commas, mean any of them.`,
    }),
  );

const rangeQuery = {
  start_date: optionalText(
    `From the hour of this instant or date on; ${limits.errorGroupDaysDefault} days ago unless given.`,
  ),
  end_date: optionalText(
    'Up to the end of the hour before this instant; a date takes in its whole day. Now unless given.',
  ),
  provenance: optionalTexts(`Count only errors of this origin: ${provenances.join(', ')}.`),
};

export const listErrorGroups = {
  operation: 'listErrorGroups',
  method: 'GET',
  path: '/api/v1/errors',
  resource: 'errors',
  summary: 'Groups of like errors',
  description:
    'The groups of which an error happened in the range, each with how many, on how many devices, to how many people. Groups that were merged are counted as one.',
  callers: readers,
  query: Type.Object({
    status: optionalTexts(
      `Only groups in this status: ${errorGroupStatuses.join(', ')}. Open ones unless given.`,
    ),
    category: optionalTexts(`Only this category: ${errorCategories.join(', ')}.`),
    severity: optionalTexts(`Only groups whose worst is this: ${errorSeverities.join(', ')}.`),
    search: Type.Optional(
      Type.String({
        maxLength: limits.searchCharactersMax,
        pattern: withoutNul,
        description: 'A text that the title, the type, the code or the message holds.',
      }),
    ),
    device_id: optionalTexts('Only groups with an error on this device in the days of the range.'),
    sort: Type.Optional(Type.Enum(errorGroupSorts, { default: 'last_seen' })),
    order: Type.Optional(Type.Enum(['desc', 'asc'], { default: 'desc' })),
    ...rangeQuery,
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: limits.listRowsMax, default: limits.listRowsDefault }),
    ),
    cursor: optionalText('`next_cursor` of the page before, with the same parameters.'),
  }),
  response: Type.Object({
    ...range,
    data: Type.Array(Type.Object({ ...group, series })),
    next_cursor: nextCursorSchema,
  }),
} as const satisfies Route;

const place = (name: string) =>
  Type.Array(Type.Object({ [name]: Type.String(), count: Type.Integer() }), {
    description: `The ${limits.errorGroupPlacesMax} with the most errors at most.`,
  });

const shownGroup = Type.Object({
  ...range,
  ...group,
  series,
  explanation: jsonObject,
  parts: Type.Array(
    Type.Object({
      fingerprint: Type.String(),
      title: Type.String(),
      first_seen: Type.String(),
      count: integerOrNull,
      explanation: jsonObject,
    }),
    { description: 'What was merged into the group, besides its own fingerprint.' },
  ),
  samples: Type.Array(rowSchema(errorLogs.columns), {
    description: 'The latest of its errors, whatever the range, the newest first.',
  }),
  top_devices: place('device_id'),
  top_users: place('user_id'),
  around: Type.Union(
    [
      Type.Object({
        device_id: Type.String(),
        timestamp: Type.String(),
        start_date: Type.String(),
        end_date: Type.String(),
      }),
      Type.Null(),
    ],
    {
      description:
        'Where and when to look for what else happened: the device and the minutes of the latest sample that names one.',
    },
  ),
});

export const showErrorGroup = {
  operation: 'showErrorGroup',
  method: 'GET',
  path: '/api/v1/errors/{fingerprint}',
  resource: 'errors',
  summary: 'One group of errors, with samples and why they were grouped',
  description: 'The fingerprint of a merged group shows the group that it was merged into.',
  callers: readers,
  parameters,
  query: Type.Object(rangeQuery),
  response: shownGroup,
} as const satisfies Route;

/** A group as it is answered after it was changed: without the numbers of a range. */
const changedGroup = Type.Object({
  fingerprint: Type.String(),
  title: Type.String(),
  status: Type.Enum(errorGroupStatuses),
  resolved_at: textOrNull,
  resolved_by: textOrNull,
  ignored_until: textOrNull,
  notes: textOrNull,
  parts: Type.Array(Type.String(), { description: 'The fingerprints that were merged into it.' }),
});

export const updateErrorGroup = {
  operation: 'updateErrorGroup',
  method: 'PATCH',
  path: '/api/v1/errors/{fingerprint}',
  resource: 'errors',
  summary: 'Resolve, ignore or reopen a group of errors; note something; give it a title',
  description:
    'A resolved group is reopened by an error that happens later, an ignored one by an error after `ignored_until`, or once that has passed.',
  callers: administrators,
  parameters,
  body: Type.Object(
    {
      status: Type.Optional(Type.Enum(errorGroupStatuses)),
      ignored_until: Type.Optional(
        Type.Union([plainText(40, 'With `ignored`: until when. ISO 8601.'), Type.Null()]),
      ),
      notes: Type.Optional(
        Type.Union([plainText(limits.errorGroupNotesCharactersMax, 'For people.'), Type.Null()]),
      ),
      title: Type.Optional(
        Type.Union([
          plainText(limits.errorGroupTitleCharactersMax, 'Instead of type and message.'),
          Type.Null(),
        ]),
      ),
    },
    { additionalProperties: false },
  ),
  response: changedGroup,
} as const satisfies Route;

export const mergeErrorGroups = {
  operation: 'mergeErrorGroups',
  method: 'POST',
  path: '/api/v1/errors/{fingerprint}/merge',
  resource: 'errors',
  summary: 'Merge groups of errors into this one',
  description:
    'They are counted, shown and dealt with as one from then on; errors keep their fingerprints. What somebody took apart is refused with `groups_parted` unless `force` is given.',
  callers: administrators,
  parameters,
  body: Type.Object(
    {
      fingerprints: Type.Array(fingerprintSchema, {
        minItems: 1,
        maxItems: limits.errorGroupMembersMax,
      }),
      force: Type.Optional(Type.Boolean({ default: false })),
    },
    { additionalProperties: false },
  ),
  response: changedGroup,
} as const satisfies Route;

export const unmergeErrorGroup = {
  operation: 'unmergeErrorGroup',
  method: 'POST',
  path: '/api/v1/errors/{fingerprint}/unmerge',
  resource: 'errors',
  summary: 'Take a group out of the one that it was merged into',
  description: 'It is open again, and remembered as taken apart.',
  callers: administrators,
  parameters,
  response: changedGroup,
} as const satisfies Route;

/** Every route of this resource. */
export const errorRoutes: readonly Route[] = [
  listErrorGroups,
  showErrorGroup,
  updateErrorGroup,
  mergeErrorGroups,
  unmergeErrorGroup,
];
