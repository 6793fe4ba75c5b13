/** One server-sent event. */
export interface ServerEvent {
  /** Its name; `message` where it has none. */
  readonly event: string;
  /** Where to resume after it; undefined where it stays as it was. */
  readonly id: string | undefined;
  readonly data: string;
}

interface Draft {
  event: string;
  id: string | undefined;
  data: string[];
}

const createDraft = (): Draft => ({ event: 'message', id: undefined, data: [] });

function addLine(draft: Draft, line: string): void {
  const colon = line.indexOf(':');
  const name = colon < 0 ? line : line.slice(0, colon);
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
  if (name === 'event') draft.event = value;
  else if (name === 'id' && !value.includes('\0')) draft.id = value;
  else if (name === 'data') draft.data.push(value);
}

/** Lines of a text that comes in pieces, without their ends; what is after the last end is no line. */
async function* readLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of pieces) {
    rest += decoder.decode(piece, { stream: true });
    // The last character may be the first half of an end.
    const whole = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
    const lines = whole.split(/\r\n|\n|\r/);
    const open = lines.pop() ?? '';
    rest = open + rest.slice(whole.length);
    yield* lines;
  }
}

/** The events of a stream in the format of server-sent events. Comments are passed on as nothing. */
export async function* readEvents(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  let draft = createDraft();
  for await (const line of readLines(pieces)) {
    if (line !== '') {
      addLine(draft, line);
      continue;
    }
    const { event, id, data } = draft;
    draft = createDraft();
    if (data.length > 0) yield { event, id, data: data.join('\n') };
  }
}
