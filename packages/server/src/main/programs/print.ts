/** Writes a line for people or programs to standard output; logs go to standard error. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a line about a failure to standard error. */
export function printFailure(text: string): void {
  process.stderr.write(`${text}\n`);
}
