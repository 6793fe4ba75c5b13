/** The words of a text that somebody wrote as a list, separated by spaces or commas. */
export const wordsOf = (text: string): string[] =>
  text.split(/[\s,]+/).filter((word) => word !== '');
