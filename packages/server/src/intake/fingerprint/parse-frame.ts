/** A line of a stack trace. */
export interface Frame {
  /** The function; empty where the line names none. */
  readonly name: string;
  /** The file, as the line writes it, without place in it. */
  readonly file: string;
  /** Whether the innermost call stands last in traces of this kind. */
  readonly isLastFirst: boolean;
}

/** Line and column behind a file: `:12:3`, `:12`, `(12)`, `:line 12`. */
const withoutPlace = (file: string): string =>
  file.replace(/(?::(?:line )?\d{1,9}){1,2}$|\(\d{1,9}\)$/, '');

const frame = (name = '', file = '', isLastFirst = false): Frame => ({
  name: name.trim(),
  file: withoutPlace(file.trim()),
  isLastFirst,
});

/** After `at `: V8, Java and C#. */
function parseAt(text: string): Frame {
  const call = text.replace(/^async /, '');
  const dotnet = /^([^()]{1,300})\([^()]{0,300}\) in (.{1,400})$/.exec(call);
  if (dotnet !== null) return frame(dotnet[1], dotnet[2]);
  const open = call.lastIndexOf('(');
  if (open < 0 || !call.endsWith(')')) return frame('', call);
  return frame(
    call.slice(0, open).replace(/ \[as [^\]]{0,200}\] ?$/, ''),
    call.slice(open + 1, -1),
  );
}

/** The forms of a frame; the first that fits holds. */
const forms: readonly (readonly [RegExp, (match: RegExpExecArray) => Frame])[] = [
  [/^\s{0,40}at (.{1,480})$/, ([, text = '']) => parseAt(text)],
  // Python
  [
    /^\s{0,40}File "([^"]{1,400})", line \d{1,9}(?:, in (.{1,200}))?/,
    ([, file, name]) => frame(name, file, true),
  ],
  // Firefox and Safari
  [/^([^\s@]{0,200})@(\S{1,400}:\d{1,9})$/, ([, name, file]) => frame(name, file)],
  // PHP
  [
    /^#\d{1,4} (\S{1,400}\(\d{1,9}\)): (.{1,200})$/,
    ([, file, name = '']) => frame(name.replace(/\(.*$/, ''), file),
  ],
  // Ruby
  [
    /^\s{0,40}(?:from )?(\S{1,400}:\d{1,9}):in [`'](.{1,200})'$/,
    ([, file, name]) => frame(name, file),
  ],
  // Go
  [/^\t(\S{1,400}\.go:\d{1,9})(?: \+0x[0-9a-f]{1,16})?$/, ([, file]) => frame('', file)],
  // An indented call: `  pay(pay.js:10)`
  [/^\s{1,40}([^\s(]{1,200})\(([^)]{0,400}:\d{1,9})\)$/, ([, name, file]) => frame(name, file)],
];

/** Reads a line of a stack trace; undefined where it is none. */
export function parseFrame(line: string): Frame | undefined {
  for (const [form, read] of forms) {
    const match = form.exec(line);
    if (match !== null) return read(match);
  }
  return undefined;
}
