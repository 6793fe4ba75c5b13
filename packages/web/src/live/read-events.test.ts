import { expect, test } from 'vitest';
import { createEventReader } from './read-events.ts';

const stream = [
  'retry: 1000',
  '',
  ': a heartbeat',
  '',
  'event: picture',
  'id: 7',
  'data: {"at":"2026"}',
  '',
  'event: change',
  'data: {"a":',
  'data: 1}',
  '',
  '',
].join('\n');

const expected = [
  { event: 'picture', id: '7', data: '{"at":"2026"}' },
  { event: 'change', id: undefined, data: '{"a":\n1}' },
];

test.each([1, 2, 3, 7, 1_000])('events are whole though they come in pieces of %i', (size) => {
  const take = createEventReader();
  const pieces = stream.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
  expect(pieces.flatMap((piece) => take(piece))).toEqual(expected);
});

test.each([1, 2, 5, 1_000])('also with the line breaks of others, in pieces of %i', (size) => {
  const take = createEventReader();
  const text = stream.replaceAll('\n', '\r\n');
  const pieces = text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
  expect(pieces.flatMap((piece) => take(piece))).toEqual(expected);
});

test('what is not finished is not told', () => {
  expect(createEventReader()('event: picture\ndata: {}\n')).toEqual([]);
});
