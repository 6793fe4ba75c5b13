/** What one look over the bytes of a JSON text says about its structure. */
export interface JsonScan {
  /** Deepest nesting of arrays and objects. */
  readonly depth: number;
  /** Keys of all objects together: colons outside of texts. */
  readonly keys: number;
  /** Arrays and objects. */
  readonly containers: number;
  /** Whether a text has a `\u` escape, the only way to NUL and to lone surrogates. */
  readonly hasUnicodeEscape: boolean;
  /** Line ends outside of everything: all of them, in NDJSON. */
  readonly lineEnds: number;
}

const quote = 0x22;
const backslash = 0x5c;
const letterU = 0x75;
const colon = 0x3a;
const newline = 0x0a;
/** `[` and `{` differ from each other in one bit, and so do `]` and `}`. */
const caseBit = 0x20;
const opening = 0x7b;
const closing = 0x7d;

/** Where the text that begins before `at` ends; negative when it has a `\u` escape. */
function skipText(bytes: Uint8Array, at: number): number {
  const end = bytes.length;
  let i = at;
  let escapes = false;
  while (i < end) {
    const byte = bytes[i];
    if (byte === quote) break;
    if (byte === backslash) {
      i++;
      if (bytes[i] === letterU) escapes = true;
    }
    i++;
  }
  return escapes ? -i : i;
}

class Scanner implements JsonScan {
  depth = 0;
  keys = 0;
  containers = 0;
  lineEnds = 0;
  hasUnicodeEscape = false;

  private open = 0;

  run(bytes: Uint8Array): void {
    const end = bytes.length;
    for (let i = 0; i < end; i++) {
      const byte = bytes[i] as number;
      if (byte === quote) {
        i = skipText(bytes, i + 1);
        if (i < 0) {
          i = -i;
          this.hasUnicodeEscape = true;
        }
      } else if (byte === colon) this.keys++;
      else if (byte > 0x5a || byte === newline) this.mark(byte);
    }
  }

  private mark(byte: number): void {
    if ((byte | caseBit) === opening) {
      this.containers++;
      this.open++;
      if (this.open > this.depth) this.depth = this.open;
    } else if ((byte | caseBit) === closing) {
      this.open--;
    } else if (byte === newline && this.open === 0) {
      this.lineEnds++;
    }
  }
}

/**
 * Looks over JSON without reading values or judging syntax, which JSON.parse does. It is needed
 * before: JSON.parse knows no limit of depth and says nothing of a key that is there twice.
 */
export function scanJson(bytes: Uint8Array): JsonScan {
  const scanner = new Scanner();
  scanner.run(bytes);
  return scanner;
}

/** How many keys the objects in a parsed value have together. */
export function countKeys(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  let keys = 0;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const inner: unknown = value[i];
      if (typeof inner === 'object' && inner !== null) keys += countKeys(inner);
    }
    return keys;
  }
  for (const key in value) {
    keys++;
    const inner = (value as Record<string, unknown>)[key];
    if (typeof inner === 'object' && inner !== null) keys += countKeys(inner);
  }
  return keys;
}
