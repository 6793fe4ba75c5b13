/** Why a record of a file is not sent, in the words of the server's error table. */
export interface Fault {
  readonly code: string;
  readonly path: string;
  readonly message: string;
}

/** One record of a file, with the line it stands on (from 1). */
export type ImportRecord =
  | { readonly line: number; readonly json: string; readonly fault?: never }
  | { readonly line: number; readonly json?: never; readonly fault: Fault };

/** The record of one JSON text, on one line; a fault where the text is no JSON. */
export function createRecord(line: number, text: string): ImportRecord {
  try {
    JSON.parse(text);
  } catch (error) {
    return { line, fault: { code: 'json_invalid', path: '', message: (error as Error).message } };
  }
  // A raw line end can only stand between tokens, where a space means the same.
  return { line, json: /[\r\n]/.test(text) ? text.replaceAll(/[\r\n]+/g, ' ') : text };
}

/** A record that is not sent. */
export const createFault = (line: number, code: string, message: string): ImportRecord => ({
  line,
  fault: { code, path: '', message },
});
