/** The check digit rule of payment cards (ISO/IEC 7812-1). */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - i) - 48;
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

const cardDigitsMin = 13;
const cardDigitsMax = 19;

function redactCard(run: string): string {
  const digits = run.replaceAll(/\D/g, '');
  const isCard =
    digits.length >= cardDigitsMin && digits.length <= cardDigitsMax && passesLuhn(digits);
  return isCard ? '[redacted:card]' : run;
}

/** What is secret or personal by its form. The server looks again, and closer. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z0-9 ]{1,64}-----[\s\S]*?(?:-----END [A-Z0-9 ]{1,64}-----|$)/g, '[redacted:key]'],
  [/(?<![\w-])eyJ[\w-]{4,}\.[\w-]{4,}(?:\.[\w-]*)?/g, '[redacted:jwt]'],
  [
    /(?<![A-Za-z0-9])(?:[spr]k_(?:live|test)_\w{8,}|sk-[\w-]{20,}|(?:AKIA|ASIA)[A-Z0-9]{16}|gh[opsur]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeoprs]-[\w-]{10,}|npm_[A-Za-z0-9]{30,}|AIza[\w-]{30,}|hp[a-z]?_[\w.-]{16,})/g,
    '[redacted:key]',
  ],
  [/(:\/\/[^\s:/?#@]{0,256}:)[^\s/?#@]{1,256}@/g, '$1[redacted:password]@'],
  [/\b(bearer|basic)(\s{1,4})[\w.~+/-]{6,}={0,2}/gi, '$1$2[redacted:credential]'],
  [
    /\b((?:pass(?:word|wd|phrase)?|pwd|secret|token|api[_-]?key|authorization)["']?\s{0,2}[=:]\s{0,2}["']?)[^\s&;,"'<>{}()]+/gi,
    '$1[redacted:secret]',
  ],
  [/(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+/g, '[redacted:email]'],
  [/(?<![\w.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\w-]|\.\d)/g, '[redacted:ssn]'],
  [
    /(?<![\w.+-])(?:\+\d(?:[ .()/-]{0,2}\d){7,14}|(?:1[ .-])?(?:\(\d{3}\) ?|\d{3}[ .-])\d{3}[ .-]\d{4})(?![\w-]|[.:]\d)/g,
    '[redacted:phone]',
  ],
];

const digitRun = /(?<![\w.])\d(?:[ -]?\d){12,18}(?![\w]|\.\d)/g;

/** A text without cards, keys, tokens, passwords, e-mail addresses and phone numbers. */
export function redactText(text: string): string {
  let redacted = text.replace(digitRun, redactCard);
  for (const [pattern, replacement] of patterns) redacted = redacted.replace(pattern, replacement);
  return redacted;
}
