import { limits } from '../../kernel/index.ts';

/** The cookie that holds the token of a session. */
const sessionCookieName = 'homepot_session';

/** What decides whether the cookie is marked Secure. */
export interface CookieSurroundings {
  /** Whether the request came over TLS, as the connection or a trusted proxy says. */
  readonly overTls: boolean;
  /** The Host header, without the port. */
  readonly hostname: string;
  /** Whether a proxy has forwarded it. */
  readonly forwarded: boolean;
  /** The address people use, where a proxy stands before the server. */
  readonly publicUrl: string | undefined;
}

const loopbackHost = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/i;

/**
 * Whether the cookie may travel over TLS only. Where there is no TLS, a Secure cookie would be
 * dropped by the browser and nobody could sign in. The reasons stand in
 * docs/decisions/0003-secure-cookies.md.
 */
export function isCookieSecure({
  overTls,
  hostname,
  forwarded,
  publicUrl,
}: CookieSurroundings): boolean {
  if (overTls) return true;
  if (publicUrl === undefined || !publicUrl.startsWith('https:')) return false;
  return forwarded || !loopbackHost.test(hostname);
}

/** The Set-Cookie header of a new session. */
export function createSessionCookie(token: string, secure: boolean): string {
  const seconds = limits.sessionDaysMax * 86_400;
  return `${sessionCookieName}=${token}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** The Set-Cookie header that makes the browser forget its session. */
export function createEndedCookie(secure: boolean): string {
  return `${sessionCookieName}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
}

/** The token of the session in a Cookie header. */
export function readSessionCookie(header: string): string | undefined {
  for (const part of header.split(';')) {
    const [name, value] = part.trim().split('=', 2);
    if (name === sessionCookieName) return value;
  }
  return undefined;
}
