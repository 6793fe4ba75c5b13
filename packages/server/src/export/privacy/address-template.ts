import type { IdentifierSearch } from './identifier-search.ts';
import { holdsAddress, looksPersonal } from './looks-personal.ts';
import { normaliseText } from './normalise-text.ts';

const charactersMax = 40;
/** A word as programmers write them into routes: `orders`, `v1`, `sign-in`, `index.html`. */
const word = /^[a-z]+\d{0,2}(?:[_.-][a-z]+\d{0,2})*$/;
const placeholder = /^(?:\{[a-z_]\w*\}|:[a-z_]\w*|<(?:[a-z]+:)?[a-z_]\w*>|\*+)$/;
/** Ids and secrets: letters and digits all mixed, or capitals in the midst of small letters. */
const hexadecimal = /^(?=.*\d)[0-9a-f]{6,}$/;
const mixedCase = /^(?=.*[a-z][A-Z])(?=.*[A-Z][a-z]).{20,}$/;

function keepsPart(part: string, search: IdentifierSearch): boolean {
  const text = normaliseText(part);
  if (text.length > charactersMax || search.finds(part) || looksPersonal(part)) return false;
  if (placeholder.test(text)) return true;
  return word.test(text) && !hexadecimal.test(text) && !mixedCase.test(part);
}

/** The name of a machine stays where it names nobody; user, password and port do not. */
function templateOfHost(authority: string, search: IdentifierSearch): string {
  const host = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d+$/, '');
  return search.finds(host) || holdsAddress(host) || host.startsWith('[') ? '{host}' : host;
}

/**
 * What is left of the address of a page or route: `https://shop.example/orders/4711?user=ada` becomes
 * `https://shop.example/orders/{id}`. A part that is no plain word, or names somebody, is `{id}`;
 * parameters and fragments go.
 */
export function templateOf(address: string, search: IdentifierSearch): string {
  const [, method = '', rest = ''] = /^([A-Z]{3,7} )?(.*)$/s.exec(address.trim()) ?? [];
  const [, scheme, authority = '', path = ''] =
    /^(?:([a-z][a-z0-9+.-]*:)?\/\/([^/?#]*))?([^?#]*)/is.exec(rest) ?? [];
  const hasHost = authority !== '' || scheme !== undefined;
  const origin = hasHost ? `${scheme ?? ''}//${templateOfHost(authority, search)}` : '';
  const parts = path.split('/').map((part) => {
    return part === '' || keepsPart(part, search) ? part : '{id}';
  });
  return `${method}${origin}${parts.join('/')}`;
}
