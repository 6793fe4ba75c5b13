import { urlCharactersMax } from './limits.ts';

/**
 * An address without user, fragment and query, which may hold anything; of the query, the parameters
 * that the page allows. What is no address is kept up to its first `?` or `#`.
 */
export function stripUrl(address: string, base: string, allowed: readonly string[]): string {
  try {
    const { origin, pathname, searchParams } = new URL(address, base);
    const kept = allowed.flatMap((name) => searchParams.getAll(name).map((value) => [name, value]));
    const query = kept.length > 0 ? `?${new URLSearchParams(kept)}` : '';
    return (origin + pathname + query).slice(0, urlCharactersMax);
  } catch {
    return address.replace(/[?#].*/s, '').slice(0, urlCharactersMax);
  }
}
