import type { Context } from './context.ts';

/** Prints one thing: as JSON, or a line for each of its fields that has a value. */
export async function printOne(
  { output }: Context,
  value: Readonly<Record<string, unknown>>,
  { json }: { readonly json?: boolean },
): Promise<void> {
  if (json === true) return output.line(JSON.stringify(value));
  const fields = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  const width = Math.max(0, ...fields.map(([name]) => name.length));
  for (const [name, field] of fields) {
    const text = typeof field === 'object' ? JSON.stringify(field) : String(field);
    await output.line(`${name.padEnd(width)}  ${text}`);
  }
}
