import { limits } from '../../kernel/index.ts';
import { normaliseText } from './normalise-text.ts';

/** Looks for names and ids of people in texts. */
export interface IdentifierSearch {
  /** Takes another one in, with the parts that name its bearer as well. */
  add(identifier: string): void;
  /** Whether a text names anybody: an identifier stands in it, in whatever spelling. */
  finds(text: string): boolean;
  /** How many are looked for letter by letter. */
  readonly size: number;
}

const least = limits.exportIdentifierCharactersMin;
const letterOrDigit = /[\p{L}\p{N}]/u;

/** What a page says about itself, and the words of the house for whoever is nobody. */
const prefix = /^(?:page|visitor):/;
const nobody: ReadonlySet<string> = new Set(['system', 'anonymous', 'unknown', 'none', 'null']);

/** What else names the bearer: without the prefix of pages, and what stands before the @. */
function* spellingsOf(identifier: string): Generator<string> {
  const whole = normaliseText(identifier).trim();
  yield whole;
  const bare = whole.replace(prefix, '');
  if (bare !== whole) yield bare;
  const at = bare.indexOf('@');
  if (at > 0) yield bare.slice(0, at);
}

/** Ids that programs draw; of many thousands only the end is remembered, as a number. */
const random =
  /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![0-9a-f])[0-9a-f]{16,64}(?![0-9a-f])/g;
const randomDigits = 13;
const tailOf = (token: string): number =>
  Number.parseInt(token.replaceAll('-', '').slice(-randomDigits), 16);

/** Whether a short word stands by itself; a long one is found wherever it is. */
function standsAlone(text: string, start: number, length: number): boolean {
  if (length > limits.exportWordCharactersMax) return true;
  const before = text.charAt(start - 1);
  const after = text.charAt(start + length);
  return !letterOrDigit.test(before) && !letterOrDigit.test(after);
}

/** Names, and of each head (the first letters) the lengths of those that begin so. */
interface Names {
  readonly whole: Set<string>;
  readonly lengths: Map<string, Set<number>>;
}

function keepName({ whole, lengths }: Names, name: string): void {
  whole.add(name);
  const head = name.slice(0, least);
  const known = lengths.get(head);
  if (known === undefined) lengths.set(head, new Set([name.length]));
  else known.add(name.length);
}

/** Whether a name begins at a place of a text. */
function beginsAt({ whole, lengths }: Names, text: string, start: number): boolean {
  const candidates = lengths.get(text.slice(start, start + least));
  if (candidates === undefined) return false;
  for (const length of candidates) {
    if (start + length > text.length || !whole.has(text.slice(start, start + length))) continue;
    if (standsAlone(text, start, length)) return true;
  }
  return false;
}

function isNamed(names: Names, text: string): boolean {
  for (let start = 0; start + least <= text.length; start += 1) {
    if (beginsAt(names, text, start)) return true;
  }
  return false;
}

/**
 * Creates a search that knows nobody yet. A text is gone through once, however many are known: at each
 * place, only as many names are compared as there are lengths of names with these first letters.
 */
export function createIdentifierSearch(): IdentifierSearch {
  const names: Names = { whole: new Set(), lengths: new Map() };
  const tails = new Set<number>();
  const isRandom = (text: string) => text.match(random)?.[0] === text;
  const holdsTail = (text: string) =>
    tails.size > 0 && text.match(random)?.some((token) => tails.has(tailOf(token))) === true;
  return {
    add(identifier) {
      for (const spelling of spellingsOf(identifier)) {
        if (spelling.length < least || nobody.has(spelling)) continue;
        if (isRandom(spelling)) tails.add(tailOf(spelling));
        else keepName(names, spelling);
      }
    },
    finds(given) {
      if (given.length < least) return false;
      const text = normaliseText(given);
      return holdsTail(text) || isNamed(names, text);
    },
    get size() {
      return names.whole.size;
    },
  };
}
