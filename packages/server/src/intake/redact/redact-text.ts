import { redactCards } from './card-number.ts';
import { foldText } from './fold-text.ts';
import { redactKnownKeys } from './known-forms.ts';
import { looksSecret } from './looks-secret.ts';
import { redactParameters } from './percent-encoding.ts';
import { redactAssignments } from './redact-assignments.ts';

/**
 * Whether a text may hold anything to take out. Most texts do not, and one look must be enough:
 * seven digits with separators, an at sign, the beginnings of known keys, or an assignment.
 */
const suspicion =
  /\d(?:(?:%2[0bcdf]|[ \t()./+,_-]){0,2}\d){6}|@|%40|eyJ|-----BEGIN|(?:AKIA|ASIA)[A-Z0-9]|AIza|(?:sk|pk|rk|gh[opsur]|github_pat|hp[a-z]?|xox[a-z]|npm|pat|glpat|do[opr]_v1|shp(?:ca|pa|ss)|hf|pypi|gocspx|whsec)[_-]|sq0|sg\.|ya29\.|sk[0-9a-f]{32}|bearer|basic|(?:pass|pwd|kennwort|secret|token|key|auth|credential|cookie|card|pan|cv[vc]|pin|otp|jwt|ssn|social|security|code|session|phone|mail|number)[\w.-]{0,24}(?:\\{0,7}["']?\s{0,2}(?:[=:]|%3[ad])|\s{1,4}\S|>)/i;

const scheme = /\b(bearer|basic)(\s{1,4})([\w.~+/-]{6,}={0,2})/gi;
const userInfo = /(:\/\/[^\s:/?#@]{0,256}:)([^\s/?#@]{1,256})@/g;
const email = /(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/g;
const ssn = /(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)/g;
const phone =
  /(?<![\w.+-])(?:\+\d(?:[ .()/-]{0,2}\d){7,14}|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4})(?![\w-]|[.:]\d)/g;

/** How often a text is looked at that still changes; each look finds less. */
const looksMax = 5;

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
 * numbers stay. Doing it twice changes nothing more. A text that loses something is kept with
 * ASCII digits and dashes, see {@link foldText}.
 */
export function redactText(text: string): string {
  const folded = foldText(text);
  let redacted = folded;
  // What is taken out may have hidden what stands next to it: two phone numbers without a space.
  for (let look = 0; look < looksMax && suspicion.test(redacted); look++) {
    const before = redacted;
    redacted = redactSuspicious(before);
    if (redacted === before) break;
  }
  return redacted === folded ? text : redacted;
}

/** URLs within parameters of URLs that are looked into. */
const levelsMax = 2;

function redactSuspicious(given: string, level = 0): string {
  const text =
    level < levelsMax
      ? redactParameters(given, (decoded) => redactSuspicious(decoded, level + 1))
      : given;
  const known = redactKnownKeys(
    text.replace(userInfo, redactPassword).replace(scheme, redactScheme),
  );
  return redactCards(redactAssignments(known).replace(email, '[redacted:email]'))
    .replace(ssn, '[redacted:ssn]')
    .replace(phone, '[redacted:phone]');
}
