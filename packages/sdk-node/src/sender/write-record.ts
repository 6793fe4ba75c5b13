/** What PostgreSQL cannot store, as JSON writes it. */
const unstorable = /\\u0000|\\ud[89a-f]/;

const clean = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '') : value;

/** A record as JSON that the server can store. Throws where a value has none. */
export function writeRecord(record: object): string {
  const text = JSON.stringify(record);
  return unstorable.test(text) ? JSON.stringify(record, clean) : text;
}
