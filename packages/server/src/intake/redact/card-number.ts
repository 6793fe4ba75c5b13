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
 * Mir, 30, 34-39 Diners, JCB and American Express, 4 Visa. Clock times (`2025...`) and Unix times
 * (`17...`) do not.
 */
const issuer = /^(?:4|5|6|3[04-9]|220[0-4]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/;

/** Whether 13 to 19 digits may be the number of a payment card. */
export function isCardNumber(digits: string): boolean {
  const fits = digits.length >= 13 && digits.length <= 19;
  return fits && issuer.test(digits) && passesLuhn(digits);
}

/** The lengths that cards of an issuer have today. */
const usual =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|3[47]\d{13}|3[0689]\d{12}|35\d{14}|5[0-8]\d{14}|(?:6\d|2[2-7])\d{14}|6\d{18})$/;

/** Whether digits that touch letters, or stand in a row of odd separators, are surely a card. */
function isUsualCard(digits: string): boolean {
  return usual.test(digits) && isCardNumber(digits);
}

/** Digits of a group of a card, but for its last one. */
const groupDigitsMin = 3;

/** How the digits of a card are printed in groups. */
const usualGroups = new Set([
  '4 4 4 4',
  '4 6 5',
  '4 6 4',
  '4 4 4 4 3',
  '4 4 5',
  '4 3 3 3',
  '8 8',
  // Those whose digits are not a multiple of four, where a program cuts by four.
  '4 4 4 1',
  '4 4 4 2',
  '4 4 4 3',
]);

/** A group of digits and where it stands in the text. */
interface Group {
  readonly digits: string;
  readonly start: number;
  readonly end: number;
}

function groupsOf(run: string, offset: number): Group[] {
  const groups: Group[] = [];
  for (const { 0: digits, index } of run.matchAll(/%2[0bcdf]|\d+/gi)) {
    if (digits.startsWith('%')) continue;
    groups.push({ digits, start: offset + index, end: offset + index + digits.length });
  }
  return groups;
}

const letter = /[A-Za-z_-]/;

/** Whether groups that follow each other are one card, by what is around and between them. */
function areCard(text: string, groups: readonly Group[]): boolean {
  const first = groups[0];
  const last = groups.at(-1);
  if (first === undefined || last === undefined) return false;
  const digits = groups.map((group) => group.digits).join('');
  if (!isCardNumber(digits)) return false;
  const isGlued = letter.test(text.charAt(first.start - 1)) || letter.test(text.charAt(last.end));
  if (groups.length === 1) {
    // The digits after a point are a fraction.
    const isFraction = /\d[.,]$/.test(text.slice(Math.max(0, first.start - 2), first.start));
    return !isFraction && (!isGlued || isUsualCard(digits));
  }
  const isPlain = groups.every(
    ({ start }, i) => i === 0 || /^[ -]$/.test(text.slice(groups[i - 1]?.end ?? 0, start)),
  );
  if (isPlain && !isGlued && last.digits.length >= groupDigitsMin) return true;
  return (
    isUsualCard(digits) && usualGroups.has(groups.map((group) => group.digits.length).join(' '))
  );
}

/** The end of the card number that begins with group `first`, or -1. */
function cardEnd(text: string, groups: readonly Group[], first: number): number {
  let digits = 0;
  for (let i = first; i < groups.length; i++) {
    const group = groups[i];
    if (group === undefined) return -1;
    digits += group.digits.length;
    // Fewer digits in a group are the rest of a card, or make a list of numbers.
    const isRest = group.digits.length < groupDigitsMin;
    if (digits > 19 || (isRest && digits < 13)) return -1;
    if (areCard(text, groups.slice(first, i + 1))) return group.end;
    if (isRest) return -1;
  }
  return -1;
}

/** A UUID or a hash is passed over, so that its digits are not taken for a card. */
const digitRun =
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-z])(?=\d{0,63}[a-f])(?:[0-9a-f]{16}|[0-9a-f]{24}|[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})(?![0-9a-z])|(?<=%2[0bcdf])\d(?:(?:%2[0bcdf]|[ \t./+,_-]){0,2}\d){12,}|(?<!%2?|\d)\d(?:(?:%2[0bcdf]|[ \t./+,_-]){0,2}\d){12,}/gi;

function redactRun(run: string, offset: number, text: string): string {
  if (/[a-f]/i.test(run) && !run.includes('%')) return run;
  const groups = groupsOf(run, offset);
  let kept = '';
  let done = offset;
  for (const [first, group] of groups.entries()) {
    if (group.start < done) continue;
    const end = cardEnd(text, groups, first);
    if (end === -1) continue;
    kept += `${text.slice(done, group.start)}[redacted:card]`;
    done = end;
  }
  return kept + text.slice(done, offset + run.length);
}

/** The tracks of a magnetic stripe: they hold the name and the date besides the number. */
const firstTrack = /%?\bB(\d{13,19})\^[^^\r\n]{2,26}\^[^?\r\n]{0,100}\??/gi;
const secondTrack = /;?(?<!\d)(\d{13,19})[=D](\d{7,40})(?!\d)\??/g;

const redactTrack = (whole: string, digits: string): string =>
  isCardNumber(digits) ? '[redacted:card]' : whole;

/**
 * Takes card numbers out of a text (`4111 1111 1111 1111`, `order 77 4111...`, `card_4111...`):
 * any groups of digits that follow each other may be one. Digits that touch letters or have odd
 * separators must look more like a card than those that stand alone.
 */
export function redactCards(text: string): string {
  return text
    .replace(firstTrack, redactTrack)
    .replace(secondTrack, redactTrack)
    .replace(digitRun, redactRun);
}
