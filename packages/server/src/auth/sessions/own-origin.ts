import { HomepotError } from '../../kernel/index.ts';
import type { Principal } from '../principal.ts';

/** What a browser says about the page that a request comes from. */
export interface RequestOrigin {
  readonly method: string;
  /** The Host header, with the port. */
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly referer: string | undefined;
  readonly secFetchSite: string | undefined;
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

const hostOf = (url: string): string | undefined =>
  URL.canParse(url) ? new URL(url).host.toLowerCase() : undefined;

function isOwn({ host, origin, referer, secFetchSite }: RequestOrigin, publicUrl?: string) {
  if (secFetchSite === 'cross-site') return false;
  const page = origin ?? referer;
  // Browsers that send neither send Sec-Fetch-Site; what sends none of the three is a program.
  if (page === undefined) return secFetchSite === undefined || secFetchSite === 'same-origin';
  const pageHost = hostOf(page);
  if (pageHost === undefined) return false;
  return (
    pageHost === host?.toLowerCase() || (publicUrl !== undefined && pageHost === hostOf(publicUrl))
  );
}

/**
 * Throws origin_refused where a page of another site changes something with the cookie of this one.
 * Only cookies travel by themselves, so only their callers are asked; a host includes the port,
 * because cookies do not tell ports apart.
 */
export function requireOwnOrigin(
  principal: Principal,
  request: RequestOrigin,
  publicUrl: string | undefined,
): void {
  if (principal.kind !== 'user' || !principal.byCookie || safeMethods.has(request.method)) return;
  if (isOwn(request, publicUrl)) return;
  throw new HomepotError('origin_refused', {
    message: `The request comes from ${request.origin ?? request.referer ?? 'another site'}`,
  });
}
