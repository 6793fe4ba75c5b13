/** An answer, and when it came: milliseconds since 1970. */
export interface Kept {
  readonly data: unknown;
  readonly atMs: number;
}

const answersMax = 60;
const answers = new Map<string, Kept>();

/** The last answer of an address, so that going back shows something at once. */
export const readAnswer = (address: string): Kept | undefined => answers.get(address);

/** Keeps the newest answers only. */
export function keepAnswer(address: string, kept: Kept): void {
  answers.delete(address);
  answers.set(address, kept);
  for (const oldest of answers.keys()) {
    if (answers.size <= answersMax) return;
    answers.delete(oldest);
  }
}

/** Forgets everything: somebody else may be signed in next. */
export const forgetAnswers = (): void => answers.clear();
