import { randomUUID } from 'node:crypto';

const form = /^[\x21-\x7e]{1,64}$/;

/** The id of a request: the one it came with, where that is short and plain; else a new one. */
export function readRequestId(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && form.test(header) ? header : randomUUID();
}
