/** One field of CSV (RFC 4180). null is an empty field, an empty text a quoted one. */
function csvField(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** One line of CSV, without the line end. */
export const csvLine = (values: readonly unknown[]): string => values.map(csvField).join(',');
