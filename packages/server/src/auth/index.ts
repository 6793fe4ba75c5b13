export type { Actor, CallerPlace } from './audit/actor.ts';
export { actorOf } from './audit/actor.ts';
export { appendAudit, verifyAuditChain } from './audit/audit-trail.ts';
export type { Auth } from './auth.ts';
export { createAuth } from './auth.ts';
export type { Authenticator, PresentedCredentials } from './authenticator.ts';
export type { Principal } from './principal.ts';
export { batchScopeOf, callerOf, usernameOf } from './principal.ts';
export { requireCaller } from './require-caller.ts';
export { removeOldLoginLinks } from './sessions/login-links.ts';
export { requireOwnOrigin } from './sessions/own-origin.ts';
export {
  createEndedCookie,
  createSessionCookie,
  isCookieSecure,
} from './sessions/session-cookie.ts';
export { removeOldSessions } from './sessions/sessions.ts';
export type { SignedIn } from './sessions/sign-in.ts';
