import { randomUUID } from 'node:crypto';

/**
 * JSON.parse of V8 13.6 and later (Node 24 on) may take a key that is nothing but one escape, such as
 * `"\/"` or `"\t"`, for a backslash. Such keys are rare, so they are looked for, and lengthened for
 * the time of the parse by a mark that stands nowhere in the text.
 */
const lonelyEscape = /"\\(?:[bfnrt"\\/]|u[0-9a-fA-F]{4})"(?=\s*:)/g;

function withoutMark(value: unknown, mark: string): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withoutMark(item, mark));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replaceAll(mark, ''), withoutMark(item, mark)]),
  );
}

/** Parses JSON as its standard says. The depth must be bounded. Throws what JSON.parse throws. */
export function parseJson(text: string): unknown {
  if (!text.includes('"\\') || text.search(lonelyEscape) < 0) return JSON.parse(text);
  const mark = randomUUID();
  // The quote that is found may be an escaped one within a longer key: there the mark does no harm.
  const marked = text.replaceAll(lonelyEscape, (key) => `"${mark}${key.slice(1)}`);
  return withoutMark(JSON.parse(marked), mark);
}
