import { normaliseText } from './normalise-text.ts';

const email = /[^\s@/,;:<>"']+@[^\s@/,;:<>"']+\.[a-z]{2,}/;
const ipv4 = /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/;
const ipv6 =
  /(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}(?![0-9a-f:])|(?<![0-9a-f:])(?:[0-9a-f]{1,4}:){1,6}:[0-9a-f]{1,4}/;
/** Numbers of telephones, cards and customers, however they are grouped. */
const longNumber = /\d(?:[ -]?\d){8,}/;

/** Whether a text has the form of something that belongs to a person, whoever that is. */
export function looksPersonal(given: string): boolean {
  const text = normaliseText(given);
  return email.test(text) || ipv4.test(text) || ipv6.test(text) || longNumber.test(text);
}

/** Whether there is an address of a person or machine in a text. */
export function holdsAddress(given: string): boolean {
  const text = normaliseText(given);
  return email.test(text) || ipv4.test(text) || ipv6.test(text);
}
