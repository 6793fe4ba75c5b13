import process from 'node:process';

/** A reader that went away costs its lines and nothing else; called once, by the program. */
export function ignoreLostReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

/** Writes a line for people or programs to standard output; logs go to standard error. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a line about a failure to standard error. */
export function printFailure(text: string): void {
  process.stderr.write(`${text}\n`);
}
