import { expect, test } from 'vitest';
import { readEvents } from './read-events.ts';

const stream = [
  'retry: 1000\n\n:\n\n',
  'event: picture\nid: 7\ndata: {"a":1}\n\n',
  'data: first\ndata:second\r\n\r\n',
  'id\nevent: rows\rdata: é🙂\r\r',
  'event: cut\ndata: off',
].join('');

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

test('events are read whatever the pieces they come in', async () => {
  const bytes = new TextEncoder().encode(stream);
  for (let size = 1; size <= bytes.length; size += 1) {
    const events = [];
    for await (const event of readEvents(inPieces(bytes, size))) events.push(event);
    expect(events).toEqual([
      { event: 'picture', id: '7', data: '{"a":1}' },
      { event: 'message', id: undefined, data: 'first\nsecond' },
      { event: 'rows', id: '', data: 'é🙂' },
    ]);
  }
});
