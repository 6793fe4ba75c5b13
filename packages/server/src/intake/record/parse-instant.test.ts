import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf, parseInstant } from './parse-instant.ts';

const instants = fc.date({
  min: new Date('1900-01-02T00:00:00Z'),
  max: new Date('2199-12-30T00:00:00Z'),
  noInvalidDate: true,
});

test('every instant is read as Date reads it', () => {
  fc.assert(
    fc.property(instants, (date) => {
      expect(parseInstant(date.toISOString())).toBe(date.getTime() * 1_000);
    }),
    { numRuns: 5_000 },
  );
});

test('every offset is read as Date reads it', () => {
  const offsets = fc.tuple(
    fc.constantFrom('+', '-'),
    fc.integer({ min: 0, max: 14 }),
    fc.integer({ min: 0, max: 59 }),
  );
  fc.assert(
    fc.property(instants, offsets, (date, [sign, hours, minutes]) => {
      const zone = `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
      const text = date.toISOString().replace('Z', zone);
      expect(parseInstant(text)).toBe(new Date(text).getTime() * 1_000);
      expect(parseInstant(text.replace(/:(\d\d)$/, '$1'))).toBe(parseInstant(text));
    }),
  );
});

test('microseconds are kept and what is finer is cut off', () => {
  const base = Date.UTC(2026, 0, 31, 8) * 1_000;
  expect(parseInstant('2026-01-31T08:00:00.123456Z')).toBe(base + 123_456);
  expect(parseInstant('2026-01-31T08:00:00.123456789Z')).toBe(base + 123_456);
  expect(parseInstant('2026-01-31T08:00:00.5Z')).toBe(base + 500_000);
  expect(parseInstant('2026-01-31 08:00:00+00')).toBe(base);
  expect(parseInstant('2026-01-31t08:00:00z')).toBe(base);
});

test.each([
  '',
  'now',
  '2026-01-31',
  '2026-01-31T08:00:00',
  '2026-01-31T08:00Z',
  '2026-02-29T08:00:00Z',
  '2025-13-01T00:00:00Z',
  '2025-00-01T00:00:00Z',
  '2025-01-00T00:00:00Z',
  '2025-04-31T00:00:00Z',
  '2025-01-01T24:00:00Z',
  '2025-01-01T00:60:00Z',
  '2025-01-01T00:00:60Z',
  '2025-01-01T00:00:00.Z',
  '2025-01-01T00:00:00.1234567890Z',
  '2025-01-01T00:00:00Z ',
  ' 2025-01-01T00:00:00Z',
  '2025-01-01T00:00:00+1',
  '2025-01-01T00:00:00+16:00',
  '2025-01-01T00:00:00+01:60',
  '1899-12-31T00:00:00Z',
  '2200-01-01T00:00:00Z',
  '2025/01/01T00:00:00Z',
  '2025-01-01T00.00.00Z',
  '+02025-01-01T00:00:00Z',
  '２025-01-01T00:00:00Z',
  'infinity',
  '1767225600',
])('%j is no instant', (text) => {
  expect(parseInstant(text)).toBeNaN();
});

test('a text that is nearly an instant is read as one or refused, never wrongly', () => {
  const letters = fc.constantFrom(...'0123456789-:.TZ+ ');
  const mutations = fc.array(fc.tuple(fc.nat(25), letters), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(mutations, (changes) => {
      const text = [...'2025-06-15T12:30:45.250Z'];
      for (const [at, letter] of changes) text[at] = letter;
      const micros = parseInstant(text.join(''));
      if (Number.isNaN(micros)) return;
      const date = new Date(
        text
          .join('')
          .replace(' ', 'T')
          .replace(/([+-]\d\d)$/, '$1:00'),
      );
      expect(Math.floor(micros / 1_000)).toBe(date.getTime());
    }),
    { numRuns: 5_000 },
  );
});

test('the day of an instant is that of UTC', () => {
  expect(dayOf(parseInstant('1970-01-01T23:59:59Z'))).toBe(0);
  expect(dayOf(parseInstant('1969-12-31T23:59:59Z'))).toBe(-1);
  expect(dayOf(parseInstant('1970-01-02T00:30:00+01:00'))).toBe(0);
});
