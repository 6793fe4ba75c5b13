/**
 * What is looked at of a message, and what is kept of it when it is normalised. The first is so much
 * more than the second that what varies in length does not move the cut.
 */
const charactersReadMax = 8_192;
const charactersKeptMax = 500;

/** From this length on, letters and digits in one word are an id. */
const tokenCharactersMin = 16;
/** Up to this length, a word with digits in it keeps its letters. */
const shortWordCharactersMax = 4;

const unit = /^\d+(?:ms|us|ns|s|m|h|d|min|[kmgt]i?b|b|px|x|st|nd|rd|th|k|[kmg]?hz)$/i;
const hexadecimal = /^[0-9a-f]{5,}$/i;
/** A word and its number: `terminal5`, `utf8`. */
const numbered = /^[a-z]{3,}\d{1,4}$/i;

/** What stays of a word with digits in it: its unit, its name, or nothing where it is an id. */
function shortenWord(word: string): string {
  if (word.length >= tokenCharactersMin) return '<n>';
  const isId = hexadecimal.test(word) && word.length >= 8;
  if (!isId && unit.test(word)) return word.replace(/^\d+/, '<n>');
  if (hexadecimal.test(word)) return '<n>';
  const keeps = numbered.test(word) || word.length <= shortWordCharactersMax;
  return keeps ? word.replace(/\d+/g, '<n>') : '<n>';
}

const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const clock = '\\d{2}:\\d{2}(?::\\d{2}(?:[.,]\\d+)?)?';
const isoTime = `\\d{4}-\\d{2}-\\d{2}(?:[T ]${clock}(?: ?Z\\b| ?[+-]\\d{2}:?\\d{2}\\b)?)?`;
const writtenTime = `(?:\\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? )?\\b(?:\\d{1,2}[ /-](?:${months})|(?:${months}) \\d{1,2}),?[ /-]\\d{4}(?:[: ]${clock})?(?: ?(?:GMT|UTC)?[+-]\\d{4})?`;

type Replacement = string | ((found: string) => string);

/**
 * What differs from one occurrence of the same error to the next, in the order in which it is taken
 * out: each step finds what those before it left. Every pattern takes time in proportion to the text.
 */
const variable: readonly (readonly [RegExp, Replacement])[] = [
  // What the door took out, and addresses that it did not know.
  [/\[redacted:\w+\]/g, '<redacted>'],
  [/(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/g, '<redacted>'],
  // Quotes, but no apostrophes. What opens one ends the search for the end of the one before.
  [
    /(?<!\\)"(?:[^"\\]|\\.)*"|`[^`]*`|(?<![\w\\])'(?:[^'\\]|\\.)*'(?!\w)|“[^“”]*”|«[^«»]*»/g,
    '<quoted>',
  ],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s<>]+/gi, '<url>'],
  [new RegExp(isoTime, 'g'), '<n>'],
  [new RegExp(writtenTime, 'g'), '<n>'],
  [/\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b/gi, '<n>'],
  // IPv6.
  [/(?<![\w:])(?=[0-9a-f:]*\d)(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])/gi, '<n>'],
  // Whose folder it is, and folders that live for a moment.
  [/((?:\/home|\/Users|\/tmp|\/var\/folders|\b[A-Z]:\\Users)[\\/])[^\\/\s:]+/g, '$1<n>'],
  // Decimals, times, versions, IPv4 with a port; then whole numbers, with their sign.
  [/(?<![\w.])[+-]?\d+(?:[.,:]\d+)+(?:e[+-]?\d+)?/gi, '<n>'],
  [/(?<![\w.])[+-]?\d+(?:e[+-]?\d+)?(?!\w)/gi, '<n>'],
  // From the beginning of a word alone: a long one without a digit is looked through once.
  [/(?<![A-Za-z0-9])[A-Za-z]*\d[A-Za-z0-9]*/g, shortenWord],
  // Lists that are longer today than yesterday.
  [/(<n>|<quoted>)(?:, ?\1)+/g, '$1'],
  [/\s+/g, ' '],
];

/**
 * A message without what varies: numbers, ids, tokens and times are `<n>`, quotes `<quoted>`,
 * addresses `<url>`, and what was redacted `<redacted>`. At most 500 characters.
 */
export function normaliseMessage(message: string): string {
  let text = message.slice(0, charactersReadMax);
  for (const [pattern, replacement] of variable) {
    text =
      typeof replacement === 'string'
        ? text.replace(pattern, replacement)
        : text.replace(pattern, replacement);
  }
  return text.trim().slice(0, charactersKeptMax).toWellFormed();
}
