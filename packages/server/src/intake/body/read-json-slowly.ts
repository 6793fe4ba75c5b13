/** A place in a JSON text: from the whole down to a value, keys and indexes. */
export type JsonPath = readonly (string | number)[];

/** What a slow look at a JSON text finds. */
export interface JsonFindings {
  /** Where it stops being JSON, counted from 0; undefined when it is JSON. */
  readonly brokenAt: number | undefined;
  /** The keys that are there twice. */
  readonly duplicates: readonly JsonPath[];
}

const space = /[ \t\n\r]*/y;
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** From the blank on, but for the quote and the backslash: JSON forbids control characters in a text. */
const string = /"(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const word = /true|false|null/y;

/** Duplicates that are worth naming; each is one rejected record. */
const duplicatesMax = 5_000;

/**
 * Reads JSON a second time, to say what JSON.parse does not: where it breaks and which key is there
 * twice. Only called when something is known to be wrong. The depth must have been checked before.
 */
export function readJsonSlowly(text: string): JsonFindings {
  let at = 0;
  let reached = 0;
  const path: (string | number)[] = [];
  const duplicates: JsonPath[] = [];

  const skip = (): void => {
    space.lastIndex = at;
    space.test(text);
    at = space.lastIndex;
    reached = Math.max(reached, at);
  };
  /** The text of a token, or undefined when there is none here. */
  const take = (token: RegExp): string | undefined => {
    token.lastIndex = at;
    const found = token.exec(text)?.[0];
    if (found === undefined) return undefined;
    at += found.length;
    return found;
  };
  const takeMark = (mark: string): boolean => {
    skip();
    if (text[at] !== mark) return false;
    at++;
    return true;
  };
  const readKey = (keys: Set<string>): boolean => {
    skip();
    const quoted = take(string);
    if (quoted === undefined) return false;
    const key: string = JSON.parse(quoted);
    path.push(key);
    if (keys.has(key) && duplicates.length < duplicatesMax) duplicates.push([...path]);
    keys.add(key);
    return takeMark(':');
  };
  const readMembers = (close: string, readMember: (index: number) => boolean): boolean => {
    if (takeMark(close)) return true;
    for (let index = 0; ; index++) {
      if (!readMember(index)) return false;
      path.pop();
      if (takeMark(close)) return true;
      if (!takeMark(',')) return false;
    }
  };
  const readValue = (): boolean => {
    skip();
    if (takeMark('{')) {
      const keys = new Set<string>();
      return readMembers('}', () => readKey(keys) && readValue());
    }
    if (takeMark('[')) {
      return readMembers(']', (index) => {
        path.push(index);
        return readValue();
      });
    }
    return (take(string) ?? take(number) ?? take(word)) !== undefined;
  };

  const whole = readValue();
  skip();
  return { brokenAt: whole && at === text.length ? undefined : reached, duplicates };
}

/** Line and column of a position, both counted from 1. */
export function describePosition(text: string, position: number): string {
  const before = text.slice(0, position);
  const line = before.split('\n').length;
  const column = position - before.lastIndexOf('\n');
  return `line ${line}, column ${column}`;
}
