import {
  createToken,
  endSession,
  listSessions,
  login,
  logout,
  openLoginLink,
  register,
  setPassword,
  showMe,
} from '@homepot/catalogue';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Auth, Principal, SignedIn } from '../../auth/index.ts';
import { usernameOf } from '../../auth/index.ts';
import type { BindDependencies, Handler } from '../../http/index.ts';
import { bindRoute } from '../../http/index.ts';
import { HomepotError } from '../../kernel/index.ts';
import { actorOfCall, placeOf } from '../call/caller-place.ts';
import { answerLoginPage } from '../web/answer-login-page.ts';
import { setSessionCookie } from './set-cookie.ts';

export interface SignInDependencies extends BindDependencies {
  readonly auth: Auth;
  readonly registrationEnabled: boolean;
}

type Person = Extract<Principal, { kind: 'user' }>;

interface Exchange {
  readonly principal: Principal;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

interface NameAndPassword {
  readonly username?: string | undefined;
  readonly email?: string | undefined;
  readonly password?: string | undefined;
}

/** Where a link leads to. */
const afterLogin = '/';

function requirePerson(principal: Principal): Person {
  if (principal.kind !== 'user') throw new HomepotError('not_signed_in');
  return principal;
}

async function signInByPassword(
  { auth }: SignInDependencies,
  { request }: Exchange,
  { username, email, password }: NameAndPassword,
): Promise<SignedIn> {
  const name = username ?? email;
  if (name === undefined || password === undefined) {
    const path = name === undefined ? 'body.username' : 'body.password';
    throw new HomepotError('parameter_invalid', { path, message: `\`${path}\` is missing` });
  }
  auth.signInAttempts.require(request.ip);
  return auth.signIn.withPassword(name, password, placeOf(request));
}

function bindPasswordSignIn(app: FastifyInstance, deps: SignInDependencies): void {
  const { auth, publicUrl } = deps;
  bindRoute(app, login, deps, async (call) => {
    const { token, sessionId, expiresAtMs, username } = await signInByPassword(
      deps,
      call,
      call.body,
    );
    setSessionCookie(call, token, publicUrl);
    const expires_at = new Date(expiresAtMs).toISOString();
    return { username, session_id: sessionId, expires_at };
  });
  bindRoute(app, createToken, deps, async (call) => {
    const { principal, body, reply } = call;
    const given = body.username ?? body.email ?? body.password;
    const { username, sessionId } =
      given === undefined ? requirePerson(principal) : await signInByPassword(deps, call, body);
    const { token, seconds } = await auth.accessTokens.create({ username, sessionId });
    reply.header('cache-control', 'no-store');
    return {
      access_token: token,
      token_type: 'Bearer',
      expires_in: seconds,
      session_id: sessionId,
    };
  });
}

function bindRegistration(app: FastifyInstance, deps: SignInDependencies): void {
  bindRoute(app, register, deps, (call) => {
    if (!deps.registrationEnabled) throw new HomepotError('registration_closed');
    deps.auth.signInAttempts.require(call.request.ip);
    const { username, email, password } = call.body;
    const actor = { ...placeOf(call.request), username: username.toLowerCase() };
    return deps.auth.users.create({ username, email, password }, actor);
  });
}

function bindLoginLink(app: FastifyInstance, deps: SignInDependencies): void {
  const { auth, publicUrl } = deps;
  const openLink: Handler<typeof openLoginLink> = async (call) => {
    const { request, reply, query } = call;
    // Looking whether a link is there must not use it up.
    if (request.method === 'HEAD') throw new HomepotError('method_not_allowed');
    auth.signInAttempts.require(request.ip);
    const { token } = await auth.signIn.withLink(query.token, placeOf(request));
    setSessionCookie(call, token, publicUrl);
    return reply.header('referrer-policy', 'no-referrer').redirect(afterLogin, 303);
  };
  bindRoute(app, openLoginLink, deps, openLink, { tellError: answerLoginPage });
}

async function describeMe({ users }: Auth, principal: Principal) {
  switch (principal.kind) {
    case 'user': {
      const { username, email, is_admin, has_password } = await users.read(principal.username);
      const session_id = principal.sessionId;
      return { kind: principal.kind, username, email, is_admin, has_password, session_id };
    }
    case 'key': {
      const { kind, keyId, scope } = principal;
      const username = usernameOf(principal);
      return { kind, ...(username === undefined ? {} : { username }), key_id: keyId, scope };
    }
    case 'device':
      return { kind: principal.kind, device_id: principal.deviceId, key_id: principal.keyId };
    default:
      return { kind: principal.kind };
  }
}

function bindOwn(app: FastifyInstance, deps: SignInDependencies): void {
  const { auth } = deps;
  bindRoute(app, showMe, deps, ({ principal }) => describeMe(auth, principal));
  bindRoute(app, setPassword, deps, async (call) => {
    const { userId, username, sessionId } = requirePerson(call.principal);
    const { password, current_password } = call.body;
    if (current_password !== undefined) auth.signInAttempts.require(call.request.ip);
    await auth.users.setPassword(
      { userId, username, sessionId, password, currentPassword: current_password },
      actorOfCall(call),
    );
  });
}

function bindSessions(app: FastifyInstance, deps: SignInDependencies): void {
  const { sessions } = deps.auth;
  bindRoute(app, listSessions, deps, async ({ principal }) => {
    const { userId, sessionId } = requirePerson(principal);
    const rows = await sessions.list(userId);
    return { data: rows.map((row) => ({ ...row, is_current: row.session_id === sessionId })) };
  });
  bindRoute(app, endSession, deps, async (call) => {
    const { userId } = requirePerson(call.principal);
    const ended = await sessions.end(userId, call.parameters.session_id, actorOfCall(call));
    if (!ended) throw new HomepotError('not_found', { message: 'You have no session of that id' });
  });
  bindRoute(app, logout, deps, async (call) => {
    const { principal } = call;
    if (principal.kind === 'user') {
      await sessions.end(principal.userId, principal.sessionId, actorOfCall(call));
    }
    setSessionCookie(call, undefined, deps.publicUrl);
  });
}

/** Binds what people and programs sign in and out with. */
export function bindSignIn(app: FastifyInstance, deps: SignInDependencies): void {
  bindRegistration(app, deps);
  bindPasswordSignIn(app, deps);
  bindLoginLink(app, deps);
  bindOwn(app, deps);
  bindSessions(app, deps);
}
