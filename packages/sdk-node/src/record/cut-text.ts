/** At most so many characters of a text, none of them cut in half. */
export function cutText(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const cut = text.slice(0, charactersMax);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** What a hook of the host returned, as the text of a column; undefined where it says nothing. */
export function textOf(value: unknown, charactersMax: number): string | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'string' || value === '') return undefined;
  return cutText(value, charactersMax);
}
