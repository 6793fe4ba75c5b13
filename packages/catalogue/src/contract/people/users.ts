import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import type { Route } from '../route.ts';
import { administrators } from '../route.ts';
import { nextCursorSchema, pageQuery } from '../schema/paging.ts';
import { withoutNul } from '../schema/plain-schemas.ts';

const { usernameCharactersMin, usernameCharactersMax } = limits;
const { passwordCharactersMin, passwordCharactersMax } = limits;

/** How a user name is written: it cannot be taken for an e-mail address. */
export const usernameSchema = Type.String({
  pattern: `^[A-Za-z0-9][A-Za-z0-9._-]{${usernameCharactersMin - 1},${usernameCharactersMax - 1}}$`,
  maxLength: usernameCharactersMax,
  description: `${usernameCharactersMin} to ${usernameCharactersMax} letters, digits, dots, dashes and underscores; kept in lower case.`,
});

/** How an e-mail address is written: an `@` between two parts without spaces. */
export const emailSchema = Type.String({
  pattern: '^[^\\s\\u0000@]+@[^\\s\\u0000@]+$',
  maxLength: limits.emailCharactersMax,
  description: 'Kept in lower case.',
});

/** A password that is to be set. */
export const newPasswordSchema = Type.String({
  minLength: passwordCharactersMin,
  maxLength: passwordCharactersMax,
  description: `${passwordCharactersMin} to ${passwordCharactersMax} characters, and not the user name.`,
});

/** A user as the API shows it. */
export const userSchema = Type.Object({
  username: Type.String(),
  email: Type.String(),
  is_active: Type.Boolean(),
  is_admin: Type.Boolean(),
  has_password: Type.Boolean({ description: 'False where the user signs in by link only.' }),
  created_at: Type.String(),
});

const named = Type.Object({
  username: Type.String({ maxLength: usernameCharactersMax, pattern: withoutNul }),
});

/** The users, page by page. */
export const listUsers = {
  operation: 'listUsers',
  method: 'GET',
  path: '/api/v1/users',
  resource: 'users',
  summary: 'The users, oldest first',
  callers: administrators,
  query: pageQuery,
  response: Type.Object({ data: Type.Array(userSchema), next_cursor: nextCursorSchema }),
} as const satisfies Route;

/** A user made by an administrator. */
export const createUser = {
  operation: 'createUser',
  method: 'POST',
  path: '/api/v1/users',
  resource: 'users',
  summary: 'Make a user',
  description: 'Without a password the user signs in by a link first.',
  callers: administrators,
  body: Type.Object({
    username: usernameSchema,
    email: emailSchema,
    password: Type.Optional(newPasswordSchema),
    is_admin: Type.Optional(Type.Boolean({ default: false })),
  }),
  status: 201,
  response: userSchema,
} as const satisfies Route;

/** One user, by name. */
export const showUser = {
  operation: 'showUser',
  method: 'GET',
  path: '/api/v1/users/{username}',
  resource: 'users',
  summary: 'One user',
  callers: administrators,
  parameters: named,
  response: userSchema,
} as const satisfies Route;

/** What administrators may change of a user. */
export const updateUser = {
  operation: 'updateUser',
  method: 'PATCH',
  path: '/api/v1/users/{username}',
  resource: 'users',
  summary: 'Change a user',
  description:
    'Acts within a second. Who is disabled or gets a new password is signed out everywhere. The last administrator stays one.',
  callers: administrators,
  parameters: named,
  body: Type.Object({
    email: Type.Optional(emailSchema),
    is_active: Type.Optional(Type.Boolean()),
    is_admin: Type.Optional(Type.Boolean()),
    password: Type.Optional(newPasswordSchema),
  }),
  response: userSchema,
} as const satisfies Route;

/** A user who may no longer sign in. */
export const disableUser = {
  operation: 'disableUser',
  method: 'DELETE',
  path: '/api/v1/users/{username}',
  resource: 'users',
  summary: 'Disable a user',
  description:
    'The same as `is_active: false`: what the user did stays known, sign-in and keys end.',
  callers: administrators,
  parameters: named,
  status: 204,
} as const satisfies Route;

/** A way in for who has no password, or has forgotten it. */
export const createLoginLink = {
  operation: 'createLoginLink',
  method: 'POST',
  path: '/api/v1/users/{username}/login-link',
  resource: 'users',
  summary: `Make a link that signs the user in once, within ${limits.loginLinkHoursMax} hours`,
  callers: administrators,
  parameters: named,
  status: 201,
  response: Type.Object({
    url: Type.String({ description: 'Shown once; whoever opens it first is signed in.' }),
    expires_at: Type.String(),
  }),
} as const satisfies Route;

/** Every route of this resource. */
export const userRoutes: readonly Route[] = [
  listUsers,
  createUser,
  showUser,
  updateUser,
  disableUser,
  createLoginLink,
];
