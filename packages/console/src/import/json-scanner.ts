/** What a byte is to the records of a file: between them, within one, or the end of one. */
export type Step = 'outside' | 'within' | 'ends-before' | 'ends-with';

type Kind = 'open' | 'close' | 'gap' | 'quote' | 'other';

const [quote, backslash, arrayOpener] = [0x22, 0x5c, 0x5b];

const kinds: readonly Kind[] = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  if ('[{'.includes(character)) return 'open';
  if (']}'.includes(character)) return 'close';
  if (byte === quote) return 'quote';
  // With the three bytes of a byte order mark.
  return ', \t\r\n\u00ef\u00bb\u00bf'.includes(character) ? 'gap' : 'other';
});

/**
 * Finds the records of a JSON text byte by byte, without understanding them. It knows brackets and
 * texts only. Records are the elements of a top-level array, or the top-level values where there is
 * none; `base` is the depth at which they stand (1 or 0). A record ends with the bracket that brings
 * the depth back to `base`, or before the comma, blank or last bracket that follows a plain value.
 */
export function createJsonScanner(): { next(byte: number): Step; readonly unfinished: boolean } {
  let base: number | undefined;
  let depth = 0;
  let open = false;
  let inText = false;
  let escaped = false;

  const passText = (byte: number): Step => {
    if (escaped) escaped = false;
    else if (byte === backslash) escaped = true;
    else if (byte === quote) inText = false;
    return 'within';
  };
  const ended = (): Step => (open ? 'ends-before' : 'outside');
  const passToken = (byte: number, level: number): Step => {
    switch (kinds[byte]) {
      case 'open':
        depth += 1;
        return 'within';
      case 'close':
        depth -= 1;
        if (depth < level) return ended();
        return depth === level ? 'ends-with' : 'within';
      case 'gap':
        return depth > level ? 'within' : ended();
      case 'quote':
        inText = true;
        return 'within';
      default:
        return 'within';
    }
  };
  return {
    next(byte) {
      if (inText) return passText(byte);
      if (base === undefined) {
        if (kinds[byte] === 'gap') return 'outside';
        base = byte === arrayOpener ? 1 : 0;
        depth = base;
        if (base === 1) return 'outside';
      }
      const step = passToken(byte, base);
      open = step === 'within';
      return step;
    },
    get unfinished() {
      return depth > 0;
    },
  };
}
