/** Words that callers choose, as many as are kept apart; the others are one. */
export type Vocabulary = (word: string) => string;

/** Creates a vocabulary of at most so many words. */
export function createVocabulary(wordsMax: number, others: string): Vocabulary {
  const words = new Set<string>();
  return (word) => {
    if (words.has(word)) return word;
    if (words.size >= wordsMax) return others;
    words.add(word);
    return word;
  };
}
