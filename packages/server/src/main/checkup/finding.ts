/** What one check found. */
export interface Finding {
  /** What was looked at. */
  readonly name: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly message: string;
  /** What to do about it, unless it is well. */
  readonly action?: string;
}

type Made = (name: string, message: string, action: string) => Finding;

export const ok = (name: string, message: string): Finding => ({ name, result: 'ok', message });
export const warn: Made = (name, message, action) => ({ name, result: 'warn', message, action });
export const fail: Made = (name, message, action) => ({ name, result: 'fail', message, action });

/** The words of an error. */
export const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
