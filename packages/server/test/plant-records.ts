import type { Column, Table } from '@homepot/catalogue';
import type { PlantedSecret } from './planted-secrets.ts';

/** A place in a record where a secret can stand: given one, its value; undefined where it does not fit. */
type Slot = (secret: PlantedSecret) => unknown;

const addressColumns = new Set(['path', 'endpoint', 'page_url']);
const fits = (column: Column, text: string): boolean => text.length <= (column.lengthMax ?? 60_000);

const urlOf = ({ pair: [key, value] }: PlantedSecret): string =>
  `/pay?page=2&${encodeURIComponent(key)}=${encodeURIComponent(value)}&b=1`;

/** The ways in which a secret stands in free text. */
const inText: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => `paid with ${text} at till 4`,
  (text) =>
    `Error: cannot use ${text}\n    at pay (/srv/app/pay.js:10:5)\n    at run (/srv/app.js:1:1)`,
  (text) => `2025-12-12T13:29:23Z ERROR [pos] (${text}), retry`,
];

/** The ways in which a secret stands in JSON. */
const inJson: readonly ((secret: PlantedSecret) => unknown)[] = [
  ({ pair: [key, value] }) => ({ [key]: value }),
  ({ pair: [key, value] }) => ({ order: { items: [{ n: 1 }, { [key]: value }] } }),
  ({ pair: [key, value] }) => ({ request: { headers: { accept: '*/*', [key]: value } } }),
  ({ pair: [name, value] }) => ({
    headers: [
      { name: 'accept', value: '*/*' },
      { name, value },
    ],
  }),
  ({ pair: [key, value] }) => ({ body: JSON.stringify({ user: 7, [key]: value }) }),
  ({ text }) => ({ lines: ['ok', text], count: 2 }),
  ({ text }) => ({ [text]: 'as a key' }),
];

function slotsOf(name: string, column: Column): readonly Slot[] {
  const { type, privacy, values, origin } = column;
  if (origin !== 'sender' || values !== undefined) return [];
  if (type === 'jsonb' && privacy === 'free') return inJson;
  if (type !== 'varchar' && type !== 'text') return [];
  const whereItFits =
    (write: (secret: PlantedSecret) => string | undefined): Slot =>
    (secret) => {
      const text = write(secret);
      return text !== undefined && fits(column, text) ? text : undefined;
    };
  if (privacy === 'free') return inText.map((write) => whereItFits(({ text }) => write(text)));
  if (addressColumns.has(name)) return [whereItFits(urlOf)];
  // An id: what is known by its form alone.
  return [whereItFits(({ isForm, text }) => (isForm ? text : undefined))];
}

const plainValues: Partial<Record<Column['type'], unknown>> = {
  varchar: 'x',
  text: 'x',
  char: 'EUR',
  boolean: true,
  jsonb: {},
};

/** A value that any such column takes. */
function plainValue(column: Column): unknown {
  if (column.values !== undefined) return column.values[0];
  if (column.type === 'timestamptz') return new Date().toISOString();
  return plainValues[column.type] ?? Math.max(1, column.minimum ?? 1);
}

/** The least that a record of the table needs. */
export function plainRecord(table: Table): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(table.columns)
      .filter(
        ([, { origin, nullable, fallback }]) =>
          origin === 'sender' && !nullable && fallback === undefined,
      )
      .map(([name, column]) => [name, plainValue(column)]),
  );
}

/** Records of a table with a secret each, in every column and in every way in turn. */
export function plantRecords(
  table: Table,
  secrets: readonly PlantedSecret[],
): readonly Record<string, unknown>[] {
  const slots = Object.entries(table.columns).flatMap(([name, column]) =>
    slotsOf(name, column).map((slot) => [name, slot] as const),
  );
  return secrets.map((secret, i) => {
    for (let tried = 0; tried < slots.length; tried++) {
      const [name, slot] = slots[(i + tried) % slots.length] ?? [];
      const value = slot?.(secret);
      if (name !== undefined && value !== undefined)
        return { ...plainRecord(table), [name]: value };
    }
    throw new Error(`a ${secret.kind} fits nowhere in ${table.name}`);
  });
}
