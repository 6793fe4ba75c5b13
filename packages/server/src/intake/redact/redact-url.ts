import { redactText } from './redact-text.ts';
import { secretKindOf } from './secret-key.ts';

const parameter = /([?&;#])([^=&;#?]{1,100})=([^&;#]*)/g;

function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/**
 * A path or URL whose secrets are taken out: a password before the host, and parameters of the
 * query or fragment by their name or their form. The path itself stays.
 */
export function redactUrl(url: string): string {
  const query = url.search(/[?#]/);
  if (query === -1 && !url.includes('@')) return url;
  const path = query === -1 ? url : url.slice(0, query);
  const rest = query === -1 ? '' : url.slice(query);
  const named = rest.replace(parameter, (whole, mark: string, key: string, value: string) => {
    const kind = secretKindOf(decodeKey(key));
    return kind === undefined || value === '' ? whole : `${mark}${key}=[redacted:${kind}]`;
  });
  return (path.includes('@') ? redactText(path) : path) + redactText(named);
}
