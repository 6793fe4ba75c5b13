/** The check digit rule of payment cards (ISO/IEC 7812-1). */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/**
 * How card numbers begin: 2221-2720 and 50-69 Mastercard, Maestro, Discover and UnionPay, 2200-2204
 * Mir, 30, 35-39 Diners, JCB and American Express, 4 Visa. Clock times (`2025...`) and Unix times
 * (`17...`) do not.
 */
const issuer = /^(?:4|5|6|3[05-9]|220[0-4]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/;

/** Whether 13 to 19 digits may be the number of a payment card. */
export function isCardNumber(digits: string): boolean {
  const fits = digits.length >= 13 && digits.length <= 19;
  return fits && issuer.test(digits) && passesLuhn(digits);
}

/** Fewer digits in a group make a list of numbers, not a card. */
const groupDigitsMin = 3;

/** The end of the card number that begins with group `first`, or -1. */
function cardEnd(groups: readonly RegExpExecArray[], first: number): number {
  let digits = '';
  for (let i = first; i < groups.length; i++) {
    const group = groups[i]?.[0] ?? '';
    digits += group;
    if (group.length < groupDigitsMin || digits.length > 19) return -1;
    if (isCardNumber(digits)) return (groups[i]?.index ?? 0) + group.length;
  }
  return -1;
}

/**
 * Takes card numbers out of a run of digits in groups (`4111 1111 1111 1111`, `order 77 4111...`):
 * any groups that follow each other may be one.
 */
export function redactCardsInRun(run: string, replacement: string): string {
  const groups = [...run.matchAll(/\d+/g)];
  let kept = '';
  let done = 0;
  for (const [first, group] of groups.entries()) {
    if (group.index < done) continue;
    const end = cardEnd(groups, first);
    if (end === -1) continue;
    kept += run.slice(done, group.index) + replacement;
    done = end;
  }
  return kept + run.slice(done);
}
