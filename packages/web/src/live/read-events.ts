/** One event of a stream; `data` is its lines. */
export interface StreamEvent {
  readonly event: string;
  readonly id: string | undefined;
  readonly data: string;
}

interface Fields {
  event: string;
  id: string | undefined;
  data: string[];
}

const noFields = (): Fields => ({ event: 'message', id: undefined, data: [] });

/** Takes a line that is not empty; a comment, which begins with a colon, says nothing. */
function readField(line: string, fields: Fields): void {
  const [, name = '', value = ''] = /^([^:]*):? ?([\s\S]*)$/.exec(line) ?? [];
  if (name === 'event') fields.event = value;
  if (name === 'id') fields.id = value;
  if (name === 'data') fields.data.push(value);
}

/** Reads server-sent events from text that comes in pieces, cut anywhere. */
export function createEventReader(): (piece: string) => StreamEvent[] {
  let rest = '';
  let fields = noFields();
  const readLine = (line: string): StreamEvent[] => {
    if (line !== '') {
      readField(line, fields);
      return [];
    }
    const { event, id, data } = fields;
    fields = noFields();
    return data.length === 0 ? [] : [{ event, id, data: data.join('\n') }];
  };
  return (piece) => {
    const text = rest + piece;
    // A carriage return at the end may be the first half of a line break.
    const whole = text.endsWith('\r') ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + text.slice(whole.length);
    return lines.flatMap(readLine);
  };
}
