import { Transform } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** A line without an end is cut here, so that no program fills the memory of who reads it. */
const lineCharactersMax = 16_384;

/** A stream that writes `prefix` before every line that goes through it. Ends the last line itself. */
export function createLinePrefixer(prefix: string): Transform {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const take = (text: string): string => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineCharactersMax) {
      lines.push(rest);
      rest = '';
    }
    return lines.map((line) => `${prefix}${line}\n`).join('');
  };
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => done(null, take(decoder.write(chunk))),
    flush: (done) => done(null, rest === '' ? '' : `${prefix}${rest}\n`),
  });
}
