import { redactKnownForms } from './known-forms.ts';
import { decodePercent, keepReadable } from './percent-encoding.ts';
import { redactText } from './redact-text.ts';
import { secretKindOf } from './secret-key.ts';

const parameter = /([?&;#])([^=&;#?]{1,100})=([^&;#]*)/g;

/** URLs within a URL that are looked into. */
const levelsMax = 2;

/** A part of a URL without what is found in it as it is or, behind percent signs, decoded. */
function redactPart(part: string, redact: (text: string) => string, encode: typeof encodeURI) {
  if (!part.includes('%')) return redact(part);
  // Decoded first: as it stands, a percent sign within a secret would end it, and its rest would stay.
  const decoded = decodePercent(part);
  const redacted = redact(decoded);
  return redacted === decoded ? redact(part) : keepReadable(encode(redacted.toWellFormed()));
}

function redactLevel(url: string, level: number): string {
  const query = url.search(/[?#]/);
  const path = query === -1 ? url : url.slice(0, query);
  const cleanPath = redactPart(path, path.includes('@') ? redactText : redactKnownForms, encodeURI);
  if (query === -1) return cleanPath;
  const inner = (value: string) =>
    level < levelsMax && /[?#]/.test(value) ? redactLevel(value, level + 1) : redactText(value);
  const named = url
    .slice(query)
    .replace(parameter, (whole, mark: string, key: string, value: string) => {
      if (value === '' || value.includes('[redacted:')) return whole;
      const kind = secretKindOf(decodePercent(key));
      if (kind !== undefined) return `${mark}${key}=[redacted:${kind}]`;
      return value.includes('%')
        ? `${mark}${key}=${redactPart(value, inner, encodeURIComponent)}`
        : whole;
    });
  return cleanPath + redactText(named);
}

/**
 * A path or URL whose secrets are taken out: a password before the host, cards and keys in the
 * path, and parameters of the query or fragment by their name or their form, also those of a URL
 * that stands in a parameter.
 */
export function redactUrl(url: string): string {
  return redactLevel(url, 1);
}
