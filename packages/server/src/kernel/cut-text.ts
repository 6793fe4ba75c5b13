/**
 * At most `charactersMax` characters of a text, as PostgreSQL counts them: whole code points. Half a
 * surrogate pair would be refused within JSON, with all that goes in the same statement.
 */
export function cutText(text: string, charactersMax: number): string {
  const whole = text.toWellFormed();
  if (whole.length <= charactersMax) return whole;
  // No character is longer than two units, so what is cut here in half is beyond the last one kept.
  return [...whole.slice(0, 2 * charactersMax)].slice(0, charactersMax).join('');
}
