/** How well words fit what was typed: 0 is best, undefined is not at all. */
function matchOf(words: string, typed: string): number | undefined {
  const text = words.toLowerCase();
  if (text.startsWith(typed)) return 0;
  if (text.split(/[\s(_-]+/).some((word) => word.startsWith(typed))) return 1;
  return text.includes(typed) ? 2 : undefined;
}

/** Those whose words fit, the best first, otherwise in their order. */
export function rank<T extends { readonly words: string }>(
  all: readonly T[],
  typed: string,
): readonly T[] {
  const wanted = typed.trim().toLowerCase();
  return all
    .map((one) => ({ one, score: matchOf(one.words, wanted) }))
    .filter((found): found is { one: T; score: number } => found.score !== undefined)
    .sort((a, b) => a.score - b.score)
    .map(({ one }) => one);
}
