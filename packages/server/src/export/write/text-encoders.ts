import { limits } from '../../kernel/index.ts';
import type { ExportValue } from '../privacy/create-treatment.ts';
import type { ExportRow, FileColumn, RowEncoder, RowEncoderOptions } from './row-encoder.ts';

/** Gathers text and writes it in pieces. */
function gather(write: RowEncoderOptions['write'], first: string) {
  let text = first;
  const flush = async () => {
    if (text === '') return;
    const bytes = Buffer.from(text);
    text = '';
    await write(bytes);
  };
  return {
    async add(more: string) {
      text += more;
      if (text.length >= limits.exportChunkBytes) await flush();
    },
    flush,
  };
}

function encodeLines(
  { write }: RowEncoderOptions,
  head: string,
  line: (row: ExportRow) => string,
): RowEncoder {
  const gathered = gather(write, head);
  return {
    async append(rows) {
      for (const row of rows) await gathered.add(line(row));
    },
    finish: gathered.flush,
  };
}

const quote = (text: string): string =>
  text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const cell = (value: ExportValue | undefined): string =>
  value === null || value === undefined ? '' : quote(String(value));

/** CSV as RFC 4180 has it: nothing is an empty cell, empty text is `""`. */
export function createCsvEncoder(options: RowEncoderOptions): RowEncoder {
  const { columns } = options;
  const head = `${columns.map(({ name }) => quote(name)).join(',')}\r\n`;
  return encodeLines(
    options,
    head,
    (row) => `${columns.map((_, i) => cell(row[i])).join(',')}\r\n`,
  );
}

/** Digits of a decimal that a number of JSON tells apart everywhere. */
const exactDigitsMax = 15;

/** JSON and decimals are texts here; in a line of JSON they stand as what they are. */
function jsonValue({ type, precision }: FileColumn, value: ExportValue): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'jsonb') return JSON.parse(value);
  const isNumber = type === 'numeric' && (precision?.[0] ?? exactDigitsMax) <= exactDigitsMax;
  return isNumber ? Number(value) : value;
}

/** One JSON object a line, with every column. */
export function createNdjsonEncoder(options: RowEncoderOptions): RowEncoder {
  const { columns } = options;
  return encodeLines(options, '', (row) => {
    const entries = columns.map((column, i) => [column.name, jsonValue(column, row[i] ?? null)]);
    return `${JSON.stringify(Object.fromEntries(entries))}\n`;
  });
}
