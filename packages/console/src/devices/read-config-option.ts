import { CommandError } from '../command-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** Reads a configuration that was given as JSON on the command line. */
export function readConfigOption(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch {
    // Told below, like any other text that is no object.
  }
  throw new CommandError(exitCodes.usage, '--config must be a JSON object');
}
