import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HomepotError } from '../../kernel/index.ts';
import type { BodyFormat } from './decode-body.ts';
import { decodeInput } from './decode-body.ts';
import type { Decoded } from './decoded.ts';
import { decodeFlatLines, decodeFlatRows } from './flat-rows.ts';
import { describePosition, readJsonSlowly } from './read-json-slowly.ts';
import { countKeys, scanJson } from './scan-json.ts';

const decode = (text: string | Uint8Array, format: BodyFormat = 'json', singleAllowed = false) =>
  decodeInput({ kind: 'body', bytes: Buffer.from(text as string), format, singleAllowed });

/** The records, in whichever form they were read. */
function rowsOf({ records, count }: Decoded): unknown[] {
  if (records.kind === 'rows') return [...records.rows];
  const names = Object.keys(records.columns);
  return Array.from({ length: count }, (_, i) =>
    Object.fromEntries(names.map((name) => [name, records.columns[name]?.[i]])),
  );
}

function refusal(run: () => unknown): HomepotError {
  try {
    run();
  } catch (error) {
    return error as HomepotError;
  }
  throw new Error('it was not refused');
}

describe('the scanner', () => {
  test('counts keys, depth and containers as the parsed value has them', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const scan = scanJson(Buffer.from(text));
        expect(scan.keys).toBe(countKeys(JSON.parse(text)));
        expect(scan.depth).toBe(depthOf(value));
        expect(scan.hasUnicodeEscape).toBe(/(?<!\\)(?:\\\\)*\\u/.test(text));
      }),
    );
  });

  test('ends on every text, JSON or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        expect(scanJson(bytes).depth).toBeLessThanOrEqual(bytes.length);
      }),
    );
  });
});

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}

describe('the slow look', () => {
  test('finds nothing in what JSON.parse reads, and breaks where JSON.parse breaks', () => {
    const marks = fc.constantFrom(...'{}[]:,"0123456789.eE+-\\ \nntrufalsx\u0001');
    const texts = fc.oneof(
      fc.json(),
      fc.string({ unit: marks, maxLength: 12 }),
      fc.tuple(fc.json(), fc.nat(), marks).map(([json, at, mark]) => {
        const i = at % (json.length + 1);
        return json.slice(0, i) + mark + json.slice(i + 1);
      }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        let isJson = true;
        try {
          JSON.parse(text);
        } catch {
          isJson = false;
        }
        expect(readJsonSlowly(text).brokenAt === undefined).toBe(isJson);
      }),
      { numRuns: 5_000 },
    );
  });

  test('says where', () => {
    const text = '[{"a": 1},\n {"b": tru}]';
    expect(readJsonSlowly(text).brokenAt).toBe(18);
    expect(describePosition(text, 18)).toBe('line 2, column 8');
  });

  test('names each key that is there twice', () => {
    const { duplicates } = readJsonSlowly('[{"a":1,"b":{"c":1,"\\u0063":2}},{"a":1,"a":2}]');
    expect(duplicates).toEqual([
      [0, 'b', 'c'],
      [1, 'a'],
    ]);
  });
});

describe('the fast way', () => {
  const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 6,
  });
  const numbers = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.maxSafeInteger(),
    fc
      .tuple(fc.integer({ max: 99_999 }), fc.nat(9))
      .map(([n, d]) => Number((n / 10 ** d).toFixed(d))),
  );
  const values = fc.oneof(numbers, fc.string({ maxLength: 30 }), fc.boolean(), fc.constant(null));
  const batches = names.chain((keys) =>
    fc
      .array(fc.tuple(...keys.map(() => values)), { minLength: 1, maxLength: 8 })
      .map((rows) => rows.map((row) => Object.fromEntries(keys.map((key, i) => [key, row[i]])))),
  );

  test('gives exactly the values that JSON.parse gives', () => {
    let read = 0;
    fc.assert(
      fc.property(batches, (rows) => {
        const json = JSON.stringify(rows);
        const lines = rows.map((row) => JSON.stringify(row)).join('\n');
        for (const flat of [
          decodeFlatRows(Buffer.from(json)),
          decodeFlatLines(Buffer.from(lines)),
        ]) {
          if (flat === undefined) continue;
          read++;
          expect(rowsOf(flat)).toEqual(JSON.parse(json));
        }
      }),
      { numRuns: 2_000 },
    );
    expect(read).toBeGreaterThan(500);
  });

  test('gives up, or agrees with JSON.parse, on whatever else it sees', () => {
    const marks = fc.constantFrom(...'{}[]:,"01289.eE+- \nnulltruefalse\\u\u0001é');
    const base = '[{"a": 1.5, "b": "x", "c": null}, {"a": -20, "b": "yz", "c": true}]';
    const edits = fc.array(fc.tuple(fc.nat(base.length), marks, fc.nat(2)), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(edits, (list) => {
        let text = base;
        for (const [at, mark, cut] of list) text = text.slice(0, at) + mark + text.slice(at + cut);
        const flat = decodeFlatRows(Buffer.from(text));
        if (flat !== undefined) expect(rowsOf(flat)).toEqual(JSON.parse(text));
        const line = text.slice(1, -1).replaceAll('}, {', '}\n{');
        const flatLines = decodeFlatLines(Buffer.from(line));
        if (flatLines !== undefined) {
          expect(rowsOf(flatLines)).toEqual(
            line
              .split('\n')
              .filter(Boolean)
              .map((part) => JSON.parse(part)),
          );
        }
      }),
      { numRuns: 20_000 },
    );
  });

  test('is taken by a common batch', () => {
    expect(
      decodeFlatRows(Buffer.from('[{"a": 1, "b": "x"},\n {"a": 2, "b": "y"}]\n')),
    ).toBeDefined();
    expect(decodeFlatLines(Buffer.from('{"a":1}\r\n{"a":2}\n\n'))).toBeDefined();
  });
});

describe('shapes', () => {
  const rows = [
    { a: 1, b: 'x' },
    { a: 2, b: 'ü' },
  ];
  test.each([
    ['an array', JSON.stringify(rows), 'json'],
    ['an envelope', JSON.stringify({ batch_id: 'b1', records: rows }), 'json'],
    ['columns', JSON.stringify({ columns: { a: [1, 2], b: ['x', 'ü'] }, batch_id: 'b1' }), 'json'],
    ['lines', '{"a":1,"b":"x"}\r\n\n{"a":2,"b":"ü"}\n', 'ndjson'],
  ] as const)('%s gives the same records', (_, text, format) => {
    const decoded = decode(text, format);
    expect(rowsOf(decoded)).toEqual(rows);
    expect(decoded.faults.size).toBe(0);
    if (text.includes('b1')) expect(decoded.batchId).toBe('b1');
  });

  test('one object is a record where one is expected, and else no batch', () => {
    expect(decode('{"a":1}', 'json', true)).toMatchObject({ count: 1, isSingle: true });
    expect(refusal(() => decode('{"a":1}')).code).toBe('shape_invalid');
  });

  test.each([
    ['', 'body_missing'],
    ['[]', 'body_missing'],
    ['{"records":[]}', 'body_missing'],
    ['{"columns":{}}', 'body_missing'],
    ['7', 'shape_invalid'],
    ['"text"', 'shape_invalid'],
    ['{"records":7}', 'shape_invalid'],
    ['{"records":[{}],"extra":1}', 'shape_invalid'],
    ['{"records":[{}],"columns":{"a":[1]}}', 'shape_invalid'],
    ['{"columns":{"a":[1],"b":[1,2]}}', 'shape_invalid'],
    ['{"columns":{"a":1}}', 'shape_invalid'],
    ['{"columns":[1]}', 'shape_invalid'],
    ['[{"a":1}', 'json_invalid'],
    ['[{"a":01}]', 'json_invalid'],
    ['{"records":[{}],"records":[{}]}', 'column_duplicate'],
    ['{"columns":{"a":[1],"a":[2]}}', 'column_duplicate'],
    [`${'['.repeat(33)}${']'.repeat(33)}`, 'too_deep'],
    ['['.repeat(100_000), 'too_deep'],
    [JSON.stringify(new Array(5_001).fill({ a: 1 })), 'batch_too_large'],
    [`[${'{},'.repeat(260_000)}{}]`, 'batch_too_large'],
  ])('%.40s is refused as %s', (text, code) => {
    expect(refusal(() => decode(text)).code).toBe(code);
  });

  test('broken JSON is told with its place and without its content', () => {
    const { message } = refusal(() => decode('[{"password": "hunter2" "x"}]'));
    expect(message).toContain('line 1, column 25');
    expect(message).not.toContain('hunter2');
  });

  test('bytes that are no UTF-8 are refused', () => {
    expect(refusal(() => decode(Buffer.from([0x5b, 0x22, 0xff, 0x22, 0x5d]))).code).toBe(
      'utf8_invalid',
    );
  });
});

describe('a record that is bad by itself', () => {
  test('a key given twice spoils its record only', () => {
    const decoded = decode('[{"a":1},{"a":1,"a":2},{"a":{"b":1,"b":2}}]');
    expect([...decoded.faults]).toEqual([
      [1, { code: 'column_duplicate', field: 'a', message: 'is given twice' }],
      [2, { code: 'column_duplicate', field: 'a.b', message: 'is given twice' }],
    ]);
    const columns = decode('{"columns":{"a":[{"b":1},{"b":1,"b":2}]}}');
    expect([...columns.faults.keys()]).toEqual([1]);
  });

  test('a line that is no JSON spoils itself only', () => {
    const lines = [
      '{"a":1}',
      '{"a":',
      '{"a":2},{"a":3}',
      '{"a":4,"a":5}',
      `${'['.repeat(40)}`,
      '{"a":6}',
    ];
    const decoded = decode(lines.join('\n'), 'ndjson');
    expect(decoded.count).toBe(6);
    expect([...decoded.faults].map(([index, { code }]) => [index, code])).toEqual([
      [1, 'json_invalid'],
      [2, 'json_invalid'],
      [3, 'column_duplicate'],
      [4, 'too_deep'],
    ]);
  });

  test('a line end within a record does not heal it', () => {
    expect(decode('{"a":1\n"b":2}', 'ndjson').faults.size).toBe(2);
    expect(decode('{"a":"x\ny"}\n{"a":"z"}', 'ndjson').faults.size).toBe(2);
    expect(decode('{"a":[1\n,2]}', 'ndjson').faults.size).toBe(2);
  });

  test('a line with two records is one bad line', () => {
    const twoInOne = decode('{"a":1},{"a":[2]}\n{"a":3}', 'ndjson');
    expect([twoInOne.count, ...twoInOne.faults.keys()]).toEqual([2, 0]);
    // Together with a record on two lines, the numbers of lines and of records agree.
    const evenedOut = decode('{"a":1},{"a":[2]}\n{"a":3\n"b":4}', 'ndjson');
    expect([evenedOut.count, ...evenedOut.faults.keys()]).toEqual([3, 0, 1, 2]);
  });

  test('a line that is no UTF-8 spoils itself only', () => {
    const bytes = Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.from([0xff]),
      Buffer.from('"}\n{"a":1}'),
    ]);
    const decoded = decode(bytes, 'ndjson');
    expect([...decoded.faults].map(([index, { code }]) => [index, code])).toEqual([
      [0, 'utf8_invalid'],
    ]);
  });
});
