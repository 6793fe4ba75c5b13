const foreign = /[\u0080-\uffff]/;
const foldable = /(?!\p{ASCII})[\p{Cf}\p{Pd}\p{Zs}\p{N}\u2044\u2212\uff01-\uff5e]/gu;

const isDigit = (code: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(code));

function foldCharacter(character: string): string {
  if (/\p{Cf}/u.test(character)) return '';
  if (/[\p{Pd}\u2212]/u.test(character)) return '-';
  if (/\p{Zs}/u.test(character)) return ' ';
  const plain = character.normalize('NFKC');
  if (/^\p{ASCII}$/u.test(plain)) return plain;
  const code = character.codePointAt(0) ?? 0;
  if (!isDigit(code)) return character;
  // The ten digits of a script stand in a row.
  let value = 0;
  while (value < 9 && isDigit(code - value - 1)) value++;
  return String(value);
}

/**
 * A text with its digits, dashes, spaces and full-width letters as ASCII has them and without
 * characters that nobody sees, so that a pattern finds what a person reads. Never longer.
 */
export function foldText(text: string): string {
  return foreign.test(text) ? text.replace(foldable, foldCharacter) : text;
}
