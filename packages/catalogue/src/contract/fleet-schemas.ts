import { Type } from 'typebox';
import { callerLimits as limits } from '../limits.ts';
import { withoutNul } from './users.ts';

/** Any JSON object. */
export const jsonObject = Type.Record(Type.String(), Type.Unsafe<unknown>({}));

/** Text or null in an answer. */
export const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** A whole number or null in an answer. */
export const integerOrNull = Type.Union([Type.Integer(), Type.Null()]);

/** A number or null in an answer. */
export const numberOrNull = Type.Union([Type.Number(), Type.Null()]);

/** How sites and devices are named: a name of theirs is part of topics and paths. */
const namePattern = '^[A-Za-z0-9][A-Za-z0-9._-]*$';

/** The name of a site, to be given. */
export const siteIdSchema = Type.String({
  pattern: namePattern,
  maxLength: limits.siteIdCharactersMax,
  description: 'Letters, digits, dots, dashes and underscores, e.g. `site-001`.',
});

/** The name of a device, to be given. */
export const deviceIdSchema = Type.String({
  pattern: namePattern,
  maxLength: limits.deviceIdCharactersMax,
  description: 'Letters, digits, dots, dashes and underscores, e.g. `pos-terminal-006`.',
});

/** Text that people wrote, of at most so many characters. */
export const plainText = (maxLength: number, description: string) =>
  Type.String({ minLength: 1, maxLength, pattern: withoutNul, description });

/** An instant in a request. */
export const instantSchema = (description: string) =>
  Type.String({ maxLength: 40, pattern: withoutNul, description: `${description} ISO 8601.` });

/** The site that a path names. */
export const siteParameters = Type.Object({
  site_id: Type.String({ maxLength: limits.siteIdCharactersMax, pattern: withoutNul }),
});

/** The device that a path names. */
export const deviceParameters = Type.Object({
  device_id: Type.String({ maxLength: limits.deviceIdCharactersMax, pattern: withoutNul }),
});
