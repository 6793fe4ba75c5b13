/** A value as one line of text without control characters; nothing for null. */
export function cellOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  // What a sender wrote must not move the cursor or colour the terminal of who reads it.
  return text.replaceAll(/[\p{Cc}\p{Cf}]/gu, (mark) =>
    mark === '\n' ? '⏎' : mark === '\t' ? ' ' : '�',
  );
}
