import { randomUUID } from 'node:crypto';

/**
 * JSON.parse of V8 13.6 and later (Node 24 on) may take a key with an escape, such as `"\/"` or
 * `"name\t"`, for another key that it has met before. So such keys are looked for, and each is
 * lengthened for the time of the parse by a mark that stands nowhere else: it is like no key before.
 */
const strings = /"(?:[^"\\]|\\.)*"(?=(\s*:)?)/g;

function withoutMark(value: unknown, mark: RegExp): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withoutMark(item, mark));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replace(mark, ''), withoutMark(item, mark)]),
  );
}

/** Parses JSON as its standard says. The depth must be bounded. Throws what JSON.parse throws. */
export function parseJson(text: string): unknown {
  if (!text.includes('\\')) return JSON.parse(text);
  const mark = randomUUID();
  let marks = 0;
  const marked = text.replaceAll(strings, (found: string, colon: string | undefined) => {
    if (colon === undefined || !found.includes('\\')) return found;
    marks += 1;
    return `"${mark}${marks}:${found.slice(1)}`;
  });
  if (marks === 0) return JSON.parse(text);
  return withoutMark(JSON.parse(marked), new RegExp(`^${mark}\\d+:`));
}
