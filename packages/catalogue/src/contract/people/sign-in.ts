import { Type } from 'typebox';
import { callerLimits as limits } from '../../limits.ts';
import { keyScopes } from '../../tables/api-keys.ts';
import type { Caller, Route } from '../route.ts';
import { callers, people } from '../route.ts';
import { withoutNul } from '../schema/plain-schemas.ts';
import { emailSchema, newPasswordSchema, usernameSchema, userSchema } from './users.ts';

const everybody: readonly Caller[] = ['anonymous', ...people];
/** A key in a web page is known to everybody: it must not say who made it. */
const known: readonly Caller[] = callers.filter(
  (caller) => caller !== 'anonymous' && caller !== 'browser',
);

const nameAndPassword = {
  username: Type.Optional(
    Type.String({
      maxLength: limits.emailCharactersMax,
      pattern: withoutNul,
      description: 'Or the e-mail address.',
    }),
  ),
  email: Type.Optional(
    Type.String({
      maxLength: limits.emailCharactersMax,
      pattern: withoutNul,
      description: 'In place of the user name.',
    }),
  ),
};
const presentedPassword = Type.String({ maxLength: limits.passwordCharactersMax });

/** How somebody becomes a member without being asked in. */
export const register = {
  operation: 'register',
  method: 'POST',
  path: '/api/v1/auth/register',
  resource: 'sign-in',
  summary: 'Register as a member',
  description: 'Can be turned off by REGISTRATION_ENABLED.',
  callers: everybody,
  body: Type.Object({
    username: usernameSchema,
    email: emailSchema,
    password: newPasswordSchema,
  }),
  status: 201,
  response: userSchema,
} as const satisfies Route;

/** The way in with a password. */
export const login = {
  operation: 'login',
  method: 'POST',
  path: '/api/v1/auth/login',
  resource: 'sign-in',
  summary: 'Sign in; the session is in a cookie',
  callers: everybody,
  body: Type.Object({ ...nameAndPassword, password: presentedPassword }),
  response: Type.Object({
    username: Type.String(),
    session_id: Type.String(),
    expires_at: Type.String(),
  }),
} as const satisfies Route;

/** The way out, for anybody. */
export const logout = {
  operation: 'logout',
  method: 'POST',
  path: '/api/v1/auth/logout',
  resource: 'sign-in',
  summary: 'End this session',
  callers: everybody,
  status: 204,
} as const satisfies Route;

/** A credential for programs that cannot keep a cookie. */
export const createToken = {
  operation: 'createToken',
  method: 'POST',
  path: '/api/v1/auth/token',
  resource: 'sign-in',
  summary: `Get an access token for ${limits.accessTokenSecondsMax / 60} minutes`,
  description:
    'By user name and password, which begins a session, or with an empty object for the session that the request comes with. The token ends with its session.',
  callers: everybody,
  body: Type.Object({ ...nameAndPassword, password: Type.Optional(presentedPassword) }),
  response: Type.Object({
    access_token: Type.String(),
    token_type: Type.Literal('Bearer'),
    expires_in: Type.Integer({ description: 'Seconds.' }),
    session_id: Type.String(),
  }),
} as const satisfies Route;

/** A new password for whoever calls. */
export const setPassword = {
  operation: 'setPassword',
  method: 'POST',
  path: '/api/v1/auth/password',
  resource: 'sign-in',
  summary: 'Set your own password; ends your other sessions',
  callers: people,
  body: Type.Object({
    password: newPasswordSchema,
    current_password: Type.Optional(
      Type.String({
        maxLength: limits.passwordCharactersMax,
        description: 'Not needed after signing in by a link, or where there is none yet.',
      }),
    ),
  }),
  status: 204,
} as const satisfies Route;

/** What the credential of the call stands for. */
export const showMe = {
  operation: 'showMe',
  method: 'GET',
  path: '/api/v1/auth/me',
  resource: 'sign-in',
  summary: 'Who you are to the server',
  callers: known,
  response: Type.Object({
    kind: Type.Enum(['user', 'key', 'device', 'local']),
    username: Type.Optional(Type.String()),
    email: Type.Optional(Type.String()),
    is_admin: Type.Optional(Type.Boolean()),
    has_password: Type.Optional(Type.Boolean()),
    session_id: Type.Optional(Type.String()),
    key_id: Type.Optional(Type.String()),
    scope: Type.Optional(Type.Enum(keyScopes)),
    device_id: Type.Optional(Type.String()),
  }),
} as const satisfies Route;

const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** Where the caller is signed in. */
export const listSessions = {
  operation: 'listSessions',
  method: 'GET',
  path: '/api/v1/auth/sessions',
  resource: 'sign-in',
  summary: 'Your sessions, newest first',
  callers: people,
  response: Type.Object({
    data: Type.Array(
      Type.Object({
        session_id: Type.String(),
        is_current: Type.Boolean(),
        ip_address: textOrNull,
        user_agent: textOrNull,
        started_at: Type.String(),
        last_activity: Type.String(),
        expires_at: Type.String(),
      }),
    ),
  }),
} as const satisfies Route;

/** The end of one of the caller's own sessions. */
export const endSession = {
  operation: 'endSession',
  method: 'DELETE',
  path: '/api/v1/auth/sessions/{session_id}',
  resource: 'sign-in',
  summary: 'End one of your sessions; acts within a second',
  callers: people,
  parameters: Type.Object({ session_id: Type.String({ maxLength: 255, pattern: withoutNul }) }),
  status: 204,
} as const satisfies Route;

/** Where a login link leads. */
export const openLoginLink = {
  operation: 'openLoginLink',
  method: 'GET',
  path: '/login',
  resource: 'sign-in',
  summary: 'Sign in by a one-time link and go to the dashboard',
  description:
    'A browser whose link was used or is too old gets the page of the dashboard with status 401, which asks for a password.',
  callers: ['anonymous'],
  query: Type.Object({ token: Type.String({ minLength: 1, maxLength: 100 }) }),
  status: 303,
} as const satisfies Route;

/** Every route of this resource. */
export const signInRoutes: readonly Route[] = [
  register,
  login,
  logout,
  createToken,
  setPassword,
  showMe,
  listSessions,
  endSession,
  openLoginLink,
];
