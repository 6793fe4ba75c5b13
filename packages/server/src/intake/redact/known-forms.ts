import { redactCards } from './card-number.ts';
import { foldText } from './fold-text.ts';

const pem = /-----BEGIN [A-Z0-9 ]{1,64}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,64}-----|$)/g;
const jwt = /(?<![\w-])eyJ[\w-]{4,}\.[\w-]{4,}(?:\.[\w-]*)?/g;
const knownKey =
  /(?<![A-Za-z0-9])(?:[spr]k_(?:live|test)_\w{8,}|SK[0-9a-f]{32}(?![A-Za-z0-9])|SG\.[\w-]{16,}\.[\w-]{16,}|ya29\.[\w-]{20,}|GOCSPX-[\w-]{20,}|shp(?:at|ca|pa|ss)_[0-9a-fA-F]{16,}|do[opr]_v1_[0-9a-f]{32,}|hf_[A-Za-z0-9]{30,}|sq0[a-z]{3}-[\w-]{20,}|pypi-[\w-]{40,}|dckr_pat_[\w-]{20,}|whsec_[\w+/-]{16,}={0,2}|sk-[\w-]{20,}|(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])|gh[opsur]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|npm_[A-Za-z0-9]{30,}|AIza[\w-]{30,}|hp[a-z]?_[\w.-]{16,})/g;

/** Takes out keys, tokens and certificates that are known by how they begin. */
export function redactKnownKeys(text: string): string {
  return text
    .replace(pem, '[redacted:key]')
    .replace(jwt, '[redacted:jwt]')
    .replace(knownKey, '[redacted:key]');
}

/** Nothing shorter can be a card or a key. */
const charactersMin = 13;

/** One look that passes nearly every id: thirteen digits, or the beginning of a key. */
const suspicion =
  /\d(?:(?:%2[0bcdfBCDF]|[ \t./+,_-]){0,2}\d){12}|eyJ|-----BEGIN|AKIA|ASIA|AIza|[spr]k_(?:live|test)_|sk-|gh[opsur]_|github_pat_|glpat-|xox[abeoprs]-|npm_|hp[a-z]?_|SK[0-9a-f]{32}|SG\.|ya29\.|GOCSPX-|shp(?:at|ca|pa|ss)_|do[opr]_v1_|hf_|sq0|pypi-|dckr_pat_|whsec_/;

/** Ids that held nothing, each in the place that its end gives it: senders repeat them. */
const cleanIds: string[] = new Array(1_024).fill('');
const cleanIdCharactersMax = 64;

function placeOf(id: string): number {
  const end = id.length;
  const hash = id.charCodeAt(end - 1) + id.charCodeAt(end - 2) * 10 + id.charCodeAt(end - 3) * 100;
  return hash % cleanIds.length;
}

/**
 * An id or another short text without cards, tokens and keys that are known by their form. What may
 * be an id itself (an e-mail address, a phone number) stays.
 */
export function redactKnownForms(text: string): string {
  if (text.length < charactersMin) return text;
  if (text.length > cleanIdCharactersMax) return redactAnew(text);
  const place = placeOf(text);
  if (cleanIds[place] === text) return text;
  const redacted = redactAnew(text);
  if (redacted === text) cleanIds[place] = text;
  return redacted;
}

function redactAnew(text: string): string {
  const folded = foldText(text);
  if (!suspicion.test(folded)) return text;
  const redacted = redactCards(redactKnownKeys(folded));
  return redacted === folded ? text : redacted;
}
