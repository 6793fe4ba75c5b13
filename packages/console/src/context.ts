import type { Environment } from './environment.ts';
import type { Output } from './output.ts';

/** What every command is given. */
export interface Context {
  readonly environment: Environment;
  readonly output: Output;
  /** Ends the process with this code once everything is written. */
  exitWith(code: number): void;
}
