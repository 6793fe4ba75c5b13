import type { Column, Table } from '@homepot/catalogue';
import { redactKnownForms } from './known-forms.ts';
import { redactJson } from './redact-json.ts';
import { redactText } from './redact-text.ts';
import { redactUrl } from './redact-url.ts';

/** Columns that hold an address: their query may carry a secret, though the rest is no free text. */
const addressColumns = new Set(['path', 'endpoint', 'page_url']);

/** How the texts of a column are redacted. */
export function redactionOf(name: string, column: Column): (text: string) => string {
  if (column.privacy === 'free') return redactText;
  return addressColumns.has(name) ? redactUrl : redactKnownForms;
}

/** A record as it was sent, redacted as its columns would have been. */
export function redactRecord(
  table: Table,
  record: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const rest: Record<string, unknown> = {};
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(record)) {
    const column = Object.hasOwn(table.columns, name) ? table.columns[name] : undefined;
    const isText = column?.type === 'varchar' || column?.type === 'text';
    if (isText && typeof value === 'string') texts[name] = redactionOf(name, column)(value);
    else rest[name] = value;
  }
  return { ...(redactJson(rest) as Record<string, unknown>), ...texts };
}
