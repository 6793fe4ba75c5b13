import { text } from 'node:stream/consumers';
import { serverProgram } from '../server-program.ts';
import { startChild } from '../supervisor/start-child.ts';

/** What `doctor` says of one thing. */
export interface Finding {
  readonly name: string;
  readonly result: 'ok' | 'warn' | 'fail';
  readonly message: string;
  readonly action?: string;
}

/**
 * Asks the server's own doctor what keeps it from working: Node, data folder, database, port, clock.
 * Undefined when it was stopped meanwhile, or said nothing that can be understood.
 */
export async function examine(signal: AbortSignal): Promise<readonly Finding[] | undefined> {
  const child = startChild(serverProgram(['doctor', '--json']));
  const stop = () => child.tell('SIGKILL');
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  child.errors.resume();
  const said = await text(child.output).catch(() => '');
  await child.ended;
  signal.removeEventListener('abort', stop);
  try {
    return (JSON.parse(said) as { readonly checks: readonly Finding[] }).checks;
  } catch {
    return undefined;
  }
}
