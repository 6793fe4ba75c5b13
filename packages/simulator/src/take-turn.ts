import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { holdLock } from '@homepot/agent';

/** Whose turn it is to play the terminals of a house. */
export interface TurnOptions {
  readonly dataDir: string;
  /** Address of the house. */
  readonly url: string;
  /** Whether to wait until another simulator has ended, or to fail at once. */
  readonly waits: boolean;
  readonly signal: AbortSignal;
  say(message: string): void;
}

const lookMs = 1_000;

/** One lock for each house, whichever way its address was found. */
function lockFile(dataDir: string, url: string): string {
  const folder = join(dataDir, 'simulator');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = createHash('sha256').update(new URL(url).origin).digest('hex').slice(0, 16);
  return join(folder, `${name}.lock`);
}

/**
 * Makes sure that one simulator plays the terminals of a house: two would cut each other off and tell
 * false changes of state. Returns the undoing. Throws where another plays them and `waits` is false.
 */
export async function takeTurn(options: TurnOptions): Promise<() => void> {
  const { dataDir, url, waits, signal, say } = options;
  const file = lockFile(dataDir, url);
  for (let isFirst = true; ; isFirst = false) {
    const lock = holdLock(file);
    if ('release' in lock) return lock.release;
    const other = `Another simulator (process ${lock.holder}) plays the terminals of ${url}`;
    if (!waits) {
      throw new Error(
        `${other}. End it first; \`npm start\` and \`homepot up\` run one unless given --no-demo.`,
      );
    }
    if (isFirst) say(`${other}; this one waits until it has ended`);
    await wait(lookMs, undefined, { signal });
  }
}
