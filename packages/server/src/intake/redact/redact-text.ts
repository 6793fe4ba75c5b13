import { redactCardsInRun } from './card-number.ts';
import { secretKindOf } from './secret-key.ts';

/**
 * Whether a text may hold anything to take out. Most texts do not, and one look must be enough:
 * seven digits with separators, an at sign, the beginnings of known keys, or an assignment.
 */
const suspicion =
  /\d(?:[ ()./-]{0,2}\d){6}|@|eyJ|-----BEGIN|(?:AKIA|ASIA)[A-Z0-9]|AIza|(?:sk|pk|rk|gh[opsur]|hp[a-z]?|xox[a-z]|npm|pat|glpat)[_-]|bearer|basic|(?:pass|pwd|secret|token|key|auth|credential|cookie|cvv|pin|ssn|session)[\w-]{0,24}["']?\s{0,2}[=:]/i;

const pem = /-----BEGIN [A-Z0-9 ]{1,64}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,64}-----|$)/g;
const jwt = /(?<![\w-])eyJ[\w-]{4,}\.[\w-]{4,}(?:\.[\w-]*)?/g;
const knownKey =
  /(?<![A-Za-z0-9])(?:[spr]k_(?:live|test)_\w{8,}|sk-[\w-]{20,}|(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])|gh[opsur]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|npm_[A-Za-z0-9]{30,}|AIza[\w-]{30,}|hp[a-z]?_[\w.-]{16,})/g;
const scheme = /\b(bearer|basic)(\s{1,4})([\w.~+/-]{6,}={0,2})/gi;
const userInfo = /(:\/\/[^\s:/?#@]{0,256}:)([^\s/?#@]{1,256})@/g;
const assignment =
  /(?<![\w-])([A-Za-z_][\w-]{1,63})(["']?\s{0,2})([=:])(\s{0,2})("(?:[^"\\]|\\.){0,2048}"|'[^']{0,2048}'|[^\s&;,"'<>{}()]+)/g;
const email = /(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/g;
/** A UUID is passed over, so that its digits are not taken for a card. */
const digitRun =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![\w.-])\d(?:[ -]?\d){12,}(?![\w-]|\.\d)/gi;
const ssn = /(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)/g;
const phone =
  /(?<![\w.+-])(?:\+\d(?:[ .()/-]{0,2}\d){7,14}|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4})(?![\w-]|[.:]\d)/g;

/** How often a text is looked at that still changes; each look finds less. */
const looksMax = 5;

/** Whether a word after `Bearer` or `token:` looks made by a machine and is not prose. */
const looksSecret = (value: string): boolean => /[\d=_]|[a-z][A-Z]|[^\w.,!?-]/.test(value);

function redactAssignment(
  whole: string,
  key: string,
  quote: string,
  sign: string,
  gap: string,
  value: string,
): string {
  const kind = secretKindOf(key);
  if (kind === undefined || value.includes('[redacted:')) return whole;
  // `password=x` assigns; `token: expired` may be prose and must look like a secret.
  const assigns = sign === '=' || /^["']/.test(value) || looksSecret(value);
  const prose = kind === 'phone' || kind === 'email' ? !/\d{5}|@/.test(value) : !assigns;
  if (prose) return whole;
  const around = value.startsWith('"') || value.startsWith("'") ? value[0] : '';
  return `${key}${quote}${sign}${gap}${around}[redacted:${kind}]${around}`;
}

function redactPassword(whole: string, before: string): string {
  // `://[redacted:email]@` is no user with a password, but what an earlier look left.
  return before.endsWith('[redacted:') ? whole : `${before}[redacted:password]@`;
}

function redactScheme(whole: string, name: string, gap: string, value: string): string {
  return looksSecret(value) ? `${name}${gap}[redacted:credential]` : whole;
}

/**
 * A text without the secrets and personal data that can be known by their form: card numbers, keys,
 * tokens, passwords in addresses and assignments, e-mail addresses, phone and social security
 * numbers. What is taken out is replaced by its kind in brackets. Times, UUIDs, addresses and plain
 * numbers stay. Doing it twice changes nothing more.
 */
export function redactText(text: string): string {
  let redacted = text;
  // What is taken out may have hidden what stands next to it: two phone numbers without a space.
  for (let look = 0; look < looksMax && suspicion.test(redacted); look++) {
    const before = redacted;
    redacted = redactSuspicious(before);
    if (redacted === before) break;
  }
  return redacted;
}

function redactSuspicious(text: string): string {
  return text
    .replace(pem, '[redacted:key]')
    .replace(userInfo, redactPassword)
    .replace(scheme, redactScheme)
    .replace(jwt, '[redacted:jwt]')
    .replace(knownKey, '[redacted:key]')
    .replace(assignment, redactAssignment)
    .replace(email, '[redacted:email]')
    .replace(digitRun, (run) =>
      /^[0-9a-f]{8}-[0-9a-f]{4}-/i.test(run) ? run : redactCardsInRun(run, '[redacted:card]'),
    )
    .replace(ssn, '[redacted:ssn]')
    .replace(phone, '[redacted:phone]');
}
