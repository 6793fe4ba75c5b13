import type { Column, ColumnType } from '@homepot/catalogue';

const numberTypes: ReadonlySet<ColumnType> = new Set([
  'smallint',
  'integer',
  'bigint',
  'double',
  'numeric',
]);
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const booleans: ReadonlyMap<string, string> = new Map([
  ['true', 'true'],
  ['t', 'true'],
  ['yes', 'true'],
  ['1', 'true'],
  ['false', 'false'],
  ['f', 'false'],
  ['no', 'false'],
  ['0', 'false'],
]);

function numberText(text: string): string {
  const number = text.trim();
  if (!jsonNumber.test(number)) return JSON.stringify(text);
  // Whole numbers that JSON readers would round go as text, which the server takes as well.
  const whole = /^-?\d+$/.test(number);
  return whole && !Number.isSafeInteger(Number(number)) ? JSON.stringify(number) : number;
}

function jsonText(text: string): string {
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    // A bare word is a text; something that set out to be an object or an array is a mistake.
    if (/^\s*[[{]/.test(text)) throw error;
    return JSON.stringify(text);
  }
}

/**
 * The JSON of one CSV field by the type of its column. What does not fit the type goes as text, and
 * the server says so. Throws a SyntaxError for broken JSON.
 */
export function csvFieldJson(column: Column, text: string): string {
  if (numberTypes.has(column.type)) return numberText(text);
  if (column.type === 'boolean') {
    return booleans.get(text.trim().toLowerCase()) ?? JSON.stringify(text);
  }
  if (column.type === 'jsonb') return jsonText(text);
  return JSON.stringify(text);
}
