import type { LiveMessage } from '@homepot/catalogue';

/** How messages go out: as server-sent events or over a WebSocket. */
export type FrameForm = 'events' | 'socket';

/** A message in bytes, made once for all who get it. */
export interface Frame {
  in(form: FrameForm): Buffer;
}

/** JSON has no line breaks of its own, so that one `data:` line holds it. */
function eventBytes({ event, id, data }: LiveMessage): Buffer {
  const place = id === undefined ? '' : `id: ${id}\n`;
  return Buffer.from(`event: ${event}\n${place}data: ${JSON.stringify(data)}\n\n`);
}

/** Creates the frame of a message; each form is written when it is first asked for. */
export function createFrame(message: LiveMessage): Frame {
  const bytes = new Map<FrameForm, Buffer>();
  return {
    in(form) {
      const known = bytes.get(form);
      if (known !== undefined) return known;
      const written =
        form === 'events' ? eventBytes(message) : Buffer.from(JSON.stringify(message));
      bytes.set(form, written);
      return written;
    },
  };
}
