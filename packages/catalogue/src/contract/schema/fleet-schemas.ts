import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { withoutNul } from './plain-schemas.ts';

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

/** The site that a path names. */
export const siteParameters = Type.Object({
  site_id: Type.String({ maxLength: limits.siteIdCharactersMax, pattern: withoutNul }),
});

/** The device that a path names. */
export const deviceParameters = Type.Object({
  device_id: Type.String({ maxLength: limits.deviceIdCharactersMax, pattern: withoutNul }),
});
