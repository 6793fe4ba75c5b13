import { looksSecret } from './looks-secret.ts';
import { isState, secretKindOf } from './secret-key.ts';

/** A name and its sign; the value is read only where the name says that it is secret. */
const assignment =
  /(?:(?<![\w-])|(?<=%[0-9a-f]{2})|(?<=(?<![\w-])--?))([a-z_][\w-]{1,63})(?:\\{0,7}["']?\s{0,2}(=>|:=|%3[ad]|[=:])\s{0,2}|\s{1,4}(is|was)\s{1,4})/gi;
/** `--password x` */
const option = /(?<![\w-])--?([A-Za-z][\w-]{1,63})(\s{1,4})(?=[^\s-])/g;
/** `<password>x</password>` */
const element = /(<([A-Za-z_][\w.-]{1,63})(?:\s[^<>]{0,256})?>)([^<>]{1,2048})(?=<\/)/g;

const value =
  /(\\{1,7}")(?:[^"\\]|\\\\\\"|\\[^"]){0,2048}?\\{1,7}"|"(?:[^"\\]|\\.){0,2048}"|'[^']{0,2048}'|\\{0,7}["']?[^\s&;,"'<>{}()]+/y;

/** What ends a value whose sign is behind a percent sign: a space, `#`, `&` or `;` behind one. */
const encodedEnd = /%2[036]|%3b/i;

/** The value that begins at a place, in its quotes. */
function valueAt(text: string, at: number, sign: string | undefined): string | undefined {
  value.lastIndex = at;
  const given = value.exec(text)?.[0];
  return sign?.startsWith('%') ? given?.split(encodedEnd, 1)[0] : given;
}

function isProse(kind: string, sign: string, given: string): boolean {
  if (kind === 'phone' || kind === 'email') return !/\d{5}|@/.test(given);
  // `the password is x9` tells it; `the token is expired` does not.
  if (sign === 'is') return !/\d[A-Za-z]|[A-Za-z]\d|\d{4}/.test(given);
  // `password=x` assigns; `token: expired` may be prose and must look like a secret.
  return sign === ':' && !/^\\{0,7}["']/.test(given) && !looksSecret(given);
}

/** What stands for a value, in its quotes; undefined where it stays. */
function replacementOf(key: string, sign: string, given: string): string | undefined {
  const kind = secretKindOf(key);
  if (kind === undefined || given.includes('[redacted:')) return undefined;
  const quote = /^\\{0,7}["']/.exec(given)?.[0] ?? '';
  const inner = quote === '' ? given : given.slice(quote.length, -quote.length);
  if (isState(key, inner) || isProse(kind, sign, given)) return undefined;
  const isClosed = quote !== '' && given.length > quote.length && given.endsWith(quote.slice(-1));
  return `${quote}[redacted:${kind}]${isClosed ? quote : ''}`;
}

function signOf(sign: string | undefined): string {
  if (sign === undefined) return 'is';
  return sign.toLowerCase() === '%3a' ? ':' : sign;
}

function redactAfter(text: string, pattern: RegExp, isOption: boolean): string {
  let kept = '';
  let done = 0;
  pattern.lastIndex = 0;
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const key = match[1] ?? '';
    if (secretKindOf(key) === undefined) continue;
    const at = match.index + match[0].length;
    const given = valueAt(text, at, isOption ? undefined : match[2]);
    const replacement =
      given === undefined
        ? undefined
        : replacementOf(key, isOption ? '=' : signOf(match[2]), given);
    if (given === undefined || replacement === undefined) continue;
    kept += text.slice(done, at) + replacement;
    done = at + given.length;
    pattern.lastIndex = done;
  }
  return done === 0 ? text : kept + text.slice(done);
}

function redactElement(whole: string, open: string, key: string, given: string): string {
  const kept = replacementOf(key, '=', given);
  return kept === undefined ? whole : open + kept;
}

/**
 * Takes out values that a name before them says to be secret: `password=x`, `"api_key":"x"`, also
 * in escaped JSON, `--password x`, `<password>x</password>`, `password is x9`.
 */
export function redactAssignments(text: string): string {
  const options = redactAfter(text, option, true);
  return redactAfter(options, assignment, false).replace(element, redactElement);
}
