import { callerLimits } from '@homepot/catalogue';
import { redactText } from '../redact/redact-text.ts';

/** What stands before a fingerprint that a sender gave, so that nobody takes it for a derived one. */
const mark = 'sent:';

const { fingerprintCharactersMax } = callerLimits;
const form = /^[A-Za-z0-9][A-Za-z0-9._:-]*$/;
const derived = /^[0-9a-f]{64}$/;

/**
 * Reads a fingerprint that a sender gave: `sent:` and what stays of it once it is redacted. A text
 * rather than a hash of it, so that people read in lists and addresses what the sender meant. One
 * that was read out of HOMEPOT comes back as it is where it was given, and is derived anew
 * (`undefined`) where it was derived. `false` where it is none.
 */
export function readGivenFingerprint(text: string): string | undefined | false {
  if (derived.test(text)) return undefined;
  const given = text.startsWith(mark) ? text.slice(mark.length) : text;
  const redacted = redactText(given);
  const isMarkedBefore = text !== given && redacted === given;
  const fits = given.length <= fingerprintCharactersMax;
  if (fits && (form.test(given) || (isMarkedBefore && /^[\w.:[\]-]+$/.test(given)))) {
    return `${mark}${redacted}`.slice(0, mark.length + fingerprintCharactersMax);
  }
  return false;
}

/** What the sender gave, of a fingerprint that is not derived. */
export function givenFingerprintOf(fingerprint: string): string | undefined {
  return fingerprint.startsWith(mark) ? fingerprint.slice(mark.length) : undefined;
}
