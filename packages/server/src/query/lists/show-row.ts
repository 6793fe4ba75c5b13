/** A row by the names of its columns. */
export type Row = Readonly<Record<string, unknown>>;

/** A row as JSON has it: bytes become hexadecimal digits. */
export function showRow(row: Row): Row {
  if (!Object.values(row).some(Buffer.isBuffer)) return row;
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? value.toString('hex') : value,
    ]),
  );
}
