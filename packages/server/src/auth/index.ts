export type { Actor, CallerPlace } from './audit/actor.ts';
export { actorOf, auditedActor } from './audit/actor.ts';
export { removeAuditRows } from './audit/audit-anchors.ts';
export type { AuditSeal } from './audit/audit-seal.ts';
export type { AuditEntry } from './audit/audit-trail.ts';
export { appendAudit, verifyAuditChain } from './audit/audit-trail.ts';
export type { Auth } from './auth.ts';
export { createAuth } from './auth.ts';
export type { Authenticator, PresentedCredentials } from './authenticator.ts';
export { createBoundedMap } from './bounded-map.ts';
export { createCredentialCache } from './credentials/credential-cache.ts';
export type { DeviceCredentials, IssuedCredential } from './credentials/device-credentials.ts';
export type { EnrolmentSecrets } from './credentials/enrolment-secrets.ts';
export type { SecretBox } from './credentials/secret-box.ts';
export { createSecretBox } from './credentials/secret-box.ts';
export type { Principal } from './principal.ts';
export { batchScopeOf, callerOf, usernameOf } from './principal.ts';
export { requireCaller } from './require-caller.ts';
export type { AttemptLimiter } from './sessions/attempt-limiter.ts';
export { createAttemptLimiter } from './sessions/attempt-limiter.ts';
export { removeOldLoginLinks } from './sessions/login-links.ts';
export { requireOwnOrigin } from './sessions/own-origin.ts';
export {
  createEndedCookie,
  createSessionCookie,
  isCookieSecure,
} from './sessions/session-cookie.ts';
export { removeOldSessions } from './sessions/sessions.ts';
export type { SignedIn } from './sessions/sign-in.ts';
