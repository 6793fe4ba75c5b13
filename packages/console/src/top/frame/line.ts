/** What a piece of text means; colours are chosen where it is drawn. */
export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet' | 'strong';

/** A piece of text of one tone. */
export interface Segment {
  readonly text: string;
  readonly tone?: Tone | undefined;
}

/** One line of a frame. */
export type Line = readonly Segment[];

/** The size of a terminal, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** A piece of text. */
export const segment = (text: string, tone?: Tone): Segment => ({ text, tone });

/** The characters of a line, without tones. */
export const textOf = (line: Line): string =>
  line
    .map((piece) => piece.text)
    .join('')
    .trimEnd();

/** As many characters of a line as fit; what is cut ends in a dot of three. */
export function cutLine(line: Line, columns: number): Line {
  const shown: Segment[] = [];
  let left = columns;
  for (const piece of line) {
    const characters = [...piece.text];
    if (characters.length <= left) shown.push(piece);
    else if (left > 0) shown.push({ ...piece, text: `${characters.slice(0, left - 1).join('')}…` });
    left -= characters.length;
    if (left < 0) break;
  }
  return shown;
}
